"""How fast it learns, which steps are stable, and which cells of the sweep converge.

risk_spectrum         the eigenvalues of a row's risk, along the ones and across them
stability             which learning rates are stable in training, and the reductions of the loss for which 0.1 is
learning_rate_growth  the limits of the learning rate in mean and in mean square, confronted with the growth over one mask
worst_error           growth of the worst error over one mask
oscillation           what an oscillating loss says of the step
input_range           whether inputs of the unit cube are enough
expected_curve        the error of () step by step
departures            how far the error of () departs from the expected curve where its assumptions fail
two_layer_flow        the way of (1) to its constants, and how many masks it needs
fewer_updates         why (1) needs fewer updates than ()
phase_cells           test errors in the cells of the sweep
phase_diagram         which cells converge, by a threshold
spread_of_cells       how the spread over the cells changes with n
own_thresholds        which cells fail by a threshold of their own run
within_ten_floors     which cells end within ten rounding floors
places_of_counts      fractions that a count of networks allows: above nine in ten, below one in ten, or between
mask_roundings        how the number of training masks is rounded, which the paper does not state
"""
