"""Sections 3 and 4: the model, its flow, and the solutions for general, exclusive and redundant gates.

model_and_flow      Eq. (3) to (6)
general_flow        Eq. (7)
general_solution    Eq. (8) to (10)
general_limit       Eq. (10): where the weights end
singular_limit      Eq. (10) where A is singular
exclusive_gates     Eq. (18) and (19)
exclusive_solution  Eq. (20) to (24)
exclusive_limit     Eq. (25)
redundant_moments   the moments of two equal gates
redundant_gates     Eq. (26) to (29)
redundant_solution  Eq. (30) and (31)
trained_flows       sections 4.1 to 4.3: theory and simulation on the same axes
flow_plots          their pictures
predicted_flows     what these flows predict, rightly and wrongly
instances           the problems on which the statements are tested
derived_flow        what theory derives of the flow, for any K
rotation            a rotated basis, on which solutions are put back symbolically
"""
