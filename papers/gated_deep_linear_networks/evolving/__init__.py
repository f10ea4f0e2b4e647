"""Section 5: gates that vary in time, common bases, symmetry."""
