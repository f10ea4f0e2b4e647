"""A case of single pulses with gates of the test's own choice."""

import numpy as np
import pytest

from papers.gated_deep_linear_networks.best_gates.pulse_halfspaces import PulseCase, gating, halfspaces, pair
from papers.gated_deep_linear_networks.best_gates.small_supports import pulses


@pytest.fixture
def case_of():
    def case_of(sites, positive, negative, gates):
        """A case of these gates, with all shifts of 1[x_i >= x_(i+1)] for every half-space there is."""
        support = pulses(sites, positive, negative)
        gates = gating(np.array(gates).T)
        return PulseCase(support, len(gates[0]), support.loss(gates), gates, halfspaces(support, pair(sites)).T)

    return case_of
