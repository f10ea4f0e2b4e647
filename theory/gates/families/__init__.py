"""What gates may be: exclusive, any table, half-spaces, shifts of base gates; how each counts, lists and assigns them.

exclusive        exactly one gate on at each input
table            any subset of the gates at each input
pointwise        the solvers of `exclusive` and `table`, whose points choose on their own
halfspace        1[v . x >= 0], what ReLU units can realize
dichotomies      all ways in which half-spaces split given points, in exact integers
nearest_input    gates of an unseen input: those of the nearest input seen
exact_signs      which half-space holds which point, whatever the rounding
integer_vectors  directions as exact integers
equivariant      all shifts of base gates on a ring
orbits           a support in orbits of its shifts, and the regression reduced to them
"""
