"""Section 1: networks of ReLU, erf and sigmoid units, the laws of their inputs, and what their fields look like.

network         Eq. (1): the network itself, a definition
mixture         the mixture that is learned, its labels and its symmetry
cross_entropy   whether cross-entropy gives the same fields as squared error
activations     erf and sigmoid units
localization    which ReLU networks localize, which oscillate
relu_on_pulses  fields of ReLU units on single pulses
pulse_biases    units with biases on single pulses: constant fields
biases          ReLU units without their biases
biased_fields   trained fields of one unit with biases, and their test
mean_fields     trained fields as a picture, their mean over networks
input_laws      the laws of the inputs
nlgp_moments    second moments of the nonlinear Gaussian process
gain            what the gain of the nonlinear Gaussian process does to fields
relu_gating     Eq. (2): a ReLU is a gate times a linear map
field_shape     how alike a field is at neighbouring sites, how constant, and from when on localized
relu_runs       the trained ReLU networks that sections 1 and 2 are held against
"""
