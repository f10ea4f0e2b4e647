"""Section 3.3: the least-squares objective of the gates.

halfspace_moments   Eq. (5), (6) and (15) for half-spaces and Gaussian inputs
plane_quadrature    means over a Gaussian in the plane with half-space gates, by quadrature
site_gates          Eq. (5) for the gate of one site
gated_features      Eq. (11): A and b as second moments of the gated features
least_loss          Eq. (12) and (13): the loss at the minimum
class_objective     Eq. (14) and (15): the loss at the minimum for balanced classes
class_moments       moments of the gated features in the two classes
halfspace_bound     what half-spaces, however many, can never fit
objective_of_gates  Eq. (16) and (17): the objective as a function of the gates
"""
