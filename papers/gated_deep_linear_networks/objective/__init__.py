"""Section 3.3: the least-squares objective of the gates.

halfspace_gates     Eq. (5), (6) and (15) for half-spaces and Gaussian inputs
site_gate_target    Eq. (5) for the gate of one site
gated_features      Eq. (11)
class_objective     Eq. (12) to (15)
halfspace_bound     what half-spaces, however many, can never fit
objective_of_gates  Eq. (16) and (17)
"""
