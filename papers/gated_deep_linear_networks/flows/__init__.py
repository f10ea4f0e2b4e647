"""Sections 3 and 4: the model, its flow, and the solutions for general, exclusive and redundant gates."""
