"""Table 1: its figures, the rounding that sets them, and what its last column would need.

minimum_errors      each printed figure beside ours
common_bias         a bias that all figures have together, and no cell shows alone
rounding_floor      the rounding floor that is predicted
floor_of_masks      the rounding floor of (1) for other test masks
minimum_floor       our least errors against floors
printed_floor       printed figures against floors, by masks and initialization
minimum_over_cells  the least error that a network has over its fifteen cells, trained or swept
at_the_floor        whether an error is at a floor: within a factor 3
initial_floors      the rounding floors of initial networks
near_the_solution   networks trained to rest from beside their solution
floor_plot          errors at rest beside predicted floors, as a picture
subsampled          which mistakes would give the last column
subsampled_runs     the subsampled column under each mistake, trained or predicted
"""
