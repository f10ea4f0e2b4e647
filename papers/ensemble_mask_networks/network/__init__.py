"""Sections 2 and 3: the model, its operations and subnetworks, message passing, depth and width."""
