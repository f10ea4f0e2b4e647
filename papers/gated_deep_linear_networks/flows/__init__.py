"""Sections 3 and 4: the model, its flow, and the solutions for general, exclusive and redundant gates.

model_and_flow      Eq. (3) to (6): the model, its moments, and in Eq. (4) the flow of the first gate's weights
general_flow        Eq. (7): the flow of the weights of all gates together, which Eq. (4) has for one, and its matrix
general_solution    Eq. (8) to (10): all weights over time, mode by mode
general_limit       Eq. (10): where the weights end
singular_limit      Eq. (10) for singular A: where the weights end, which the note leaves out
exclusive_gates     Eq. (18) and (19): with exclusive gates each gate flows on its own
exclusive_solution  Eq. (20) to (24): the weights of one exclusive gate over time
exclusive_limit     Eq. (25): where the weights of one exclusive gate end, least squares on its data
redundant_moments   the moments of two equal gates
redundant_gates     Eq. (26) to (29): the flow of two equal gates, their mean and difference
redundant_solution  Eq. (30) and (31): the weights of two equal gates over time
trained_flows       sections 4.1 to 4.3: theory and simulation on the same axes
flow_plots          flows as pictures: theory as lines, runs as points
predicted_flows     what these flows predict, rightly and wrongly
instances           the problems on which the statements are tested
two_point_gates     gates on the two points of a symbolic problem: all, exclusive, equal
flow_of_loss        whether a stated flow is the descent of the loss
refuted_entry       the outcome of a flow that is stated otherwise than derived, in one entry
symmetric_blocks    whether the blocks of A are symmetric as stated
derived_flow        what theory derives of the flow, for any K
modes               one mode: its symbols, and what solves it
rotation            a rotated basis, on which solutions are put back symbolically
"""
