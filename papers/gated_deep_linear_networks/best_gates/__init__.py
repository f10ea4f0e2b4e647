"""Sections 2.2 and 3.3: which gates are best.

tiling              which gates are best, and whether without overlap
loss_against_gates  how the best loss falls with the number of gates
trivial_optimum     when the optimum is trivial
continuous_inputs   at which rate the loss falls where x is continuous
best_precision      whether the best precision matrix is block-diagonal
independence        what a block-diagonal precision matrix says of the gated inputs
precision_of_gates  which gates make the precision matrix block-diagonal
scored_gatings      every pair of gates on small supports: how block-diagonal A^+ is, and the loss
local_halfspaces    whether the best half-spaces for pulses are localized
shifted_halfspaces  whether the best half-spaces for pulses are shifts of one another
nlgp_halfspace      the best half-space for the nonlinear Gaussian process
all_shifts_pulses   all shifts of a half-space, for pulses
all_shifts_nlgp     all shifts of a gate, for the nonlinear Gaussian process
all_shifts_plot     best losses of free half-spaces and of all shifts, as a picture
gaussian_pair       the best two half-spaces for Gaussian laws
pulse_halfspaces    the cases that the claims on pulses stand on
small_supports      supports on which every gating can be tried
"""
