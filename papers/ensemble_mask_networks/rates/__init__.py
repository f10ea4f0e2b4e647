"""How fast it learns, which steps are stable, and which cells of the sweep converge.

risk_spectrum         the eigenvalues of a row's risk, along the ones and across them
stability             the largest stable learning rate, and by which reductions of the loss 0.1 is stable
learning_rate_growth  the largest stable learning rate in each sense, from growth over one mask
worst_error           growth of the worst error over one mask
oscillation           what an oscillating loss says of the step
input_range           whether inputs of the unit cube are enough
expected_curve        the error of () step by step
departures            how far the error of () departs from the expected curve elsewhere
two_layer_flow        the way of (1) to its constants, and how many masks it needs
fewer_updates         why (1) needs fewer updates than ()
phase_cells           test errors in the cells of the sweep
phase_diagram         which cells converge, by a threshold
spread_of_cells       how the spread over the cells changes with n
own_thresholds        which fail by a threshold of a run's own
within_ten_floors     which cells end within ten rounding floors
places_of_counts      which places, above, split or within, a count of networks allows
mask_roundings        roundings of the number of masks
"""
