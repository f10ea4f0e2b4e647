"""Section 3.3: the least-squares objective of the gates."""
