"""A sweep of numbers that are known."""

from sims.sweep import Spec

GRID = Spec("sweep_lab:number", {"i": [1, 2, 3], "j": [10, 30], "law": ["flat", "steep"], "on": [True]}, seeds=2)
