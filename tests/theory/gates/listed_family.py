"""A family of one's own for tests, which lists what it is told to."""

import numpy as np


class Listed:
    """A family of one's own that lists what it is told to, and says how many there are."""

    name = "mine"

    def __init__(self, listed, count):
        self.listed, self.said = listed, count

    def count(self, problem):
        return self.said

    def candidates(self, problem):
        yield from self.listed

    def assign(self, problem, best, x_new):
        return np.zeros((len(x_new), problem.K))
