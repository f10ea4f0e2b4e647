"""Section 3.3: the least-squares objective of the gates.

halfspace_gates     Eq. (5), (6) and (15) for half-spaces and Gaussian inputs
plane_quadrature    the means of gated Gaussians that these are held to
site_gate_target    Eq. (5) for the gate of one site
gated_features      Eq. (11)
least_loss          Eq. (12) and (13)
class_objective     Eq. (14) and (15)
halfspace_bound     what half-spaces, however many, can never fit
objective_of_gates  Eq. (16) and (17)
"""
