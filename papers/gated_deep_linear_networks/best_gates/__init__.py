"""Sections 2.2 and 3.3: which gates are best."""
