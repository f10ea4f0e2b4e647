"""Solvers that prove the optimum: exhaustive, branch and bound, cells of few dimensions; and the check in rationals.

exhaustive          every choice of gates, the oracle of all other solvers
branch_and_bound    over the points, some thousand nodes at a time
open_nodes          the nodes of branch and bound that are still open; an interrupt loses none
point_order         which points branch and bound takes first
suffix_bounds       the optimum of each suffix of the points as a bound
race                several orders of the points at once
cells               over the dichotomies of half-spaces
listed_search       over K columns of a list
recheck             an optimum proven again in rationals, by plain enumeration
rational_points     the points and the fits of the enumeration in rationals, in integers
recheck_tables      the choices of exclusive and table gates for the check in rationals
recheck_halfspaces  the choices of half-space gates for the check in rationals
recheck_rings       the choices of equivariant gates for the check in rationals
"""
