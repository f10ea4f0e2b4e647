"""Solvers for half-spaces that follow a gradient, on samples and on Gaussian populations.

gradient_search        on samples: smoothed gates and their gradient, then line searches
circle_search          line searches for half-spaces: the best cell on a great circle of directions
population_halfspaces  on a mixture of Gaussian laws: the objective and its gradient in closed form
"""
