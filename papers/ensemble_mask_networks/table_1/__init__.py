"""Table 1: its figures, the rounding that sets them, and what its last column would need.

minimum_errors   each printed figure beside ours
common_bias      a bias of all of them together
error_floor      the rounding floor that is predicted
floor_of_masks   that floor for other test masks
minimum_floor    our least errors against floors
printed_floor    printed figures against floors, by masks and initialization
minima           least errors of all cells, trained or swept
subsampled       which mistakes would give the last column
subsampled_runs  that column under each mistake
"""
