"""The conserved quantities and the constants that a row will learn.

conserved            what gradient flow conserves
conserved_matrix     the matrix that the flow conserves between two neighbouring layers
constant_exponent    how fast the constants fall with n
change_in_a_step     what a step of SGD changes the conserved quantities by
constants_over_lr    how far the constants of SGD are from those of the flow
constant_signs       which sign a constant has, from the initialization
deeper_signs         which sign a constant has, for more than one hidden layer
sign_plot            the share of right signs over the margin of a rule, as a picture
sizes_of_constants   the signs of learned constants, and how their sizes fall with n
differing_constants  each row of a network learns a constant of its own
trained_constants    what networks have learned, and what the conservation law predicts
"""
