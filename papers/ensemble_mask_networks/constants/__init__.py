"""The conserved quantities and the constants that a row will learn.

conserved            what gradient flow conserves
constant_exponent    how fast the constants fall with n
constant_sgd         what a finite step of SGD makes of them
constant_signs       their sign, from the initialization
deeper_signs         their sign, for more hidden layers
sizes_of_constants   their size and sign in training
differing_constants  and by row
"""
