"""Solvers that improve: alternating refits, flips and swaps, restarts.

local_search  refits, flips, chains of two, restarts and annealing as one search
refits        weights for the gates, gates for the weights, until nothing changes
flips         what a flip or a swap does to the objective, without a refit
restarts      restarts and kicks, on samples of the points where there are many
"""
