"""The conserved quantities and the constants that a row will learn.

conserved            what gradient flow conserves
conserved_matrix     the matrix that the flow conserves between two neighbouring layers
later_weights        a bracket on the later weights of several copies
constant_exponent    how fast the constants fall with n
change_in_a_step     what a step of SGD changes the conserved quantities by
constants_over_lr    how far the constants of SGD are from those of the flow
constant_signs       which sign a constant has, from the initialization
deeper_signs         which sign a constant has, for more than one hidden layer
signs_of_flow        the signs that rows flow to, and how many rows have theirs proved
sign_plot            the share of right signs over the margin of a rule, as a picture
learned_constants    the constants that rows learn: their signs, their sizes that fall with n, and their law
differing_constants  each row of a network learns a constant of its own
constant_runs        networks trained for their constants, and what the conservation law predicts
"""
