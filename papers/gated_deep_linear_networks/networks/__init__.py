"""Section 1: networks of ReLU, erf and sigmoid units, the laws of their inputs, and what their fields look like.

network         Eq. (1)
mixture         the mixture that is learned, its labels and its symmetry
cross_entropy   another loss
activations     erf and sigmoid units
localization    which ReLU networks localize, which oscillate
relu_on_pulses  fields of ReLU units on single pulses
pulse_biases    and of units with biases
biases          ReLU units without their biases
biased_fields   the units with biases that these claims train, and their test
mean_fields     trained fields as a picture, their mean over networks
input_laws      the laws of the inputs
nlgp_moments    second moments of the nonlinear Gaussian process
gain            what its gain does
relu_gating     Eq. (2): a ReLU is a gate times a linear map
relu_runs       the trained ReLU networks that sections 1 and 2 are held against
"""
