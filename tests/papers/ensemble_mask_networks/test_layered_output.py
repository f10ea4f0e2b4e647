"""The layered output against the effective weights, in exact rationals."""

import numpy as np
import pytest

from papers.ensemble_mask_networks.layered_output import layered_output
from papers.ensemble_mask_networks.rationals import rationals
from theory import emn


@pytest.mark.parametrize("copies", [(), (2,), (1, 2), (3, 1, 2)])
def test_the_output_is_that_of_the_masked_effective_weights(copies: tuple[int, ...]) -> None:
    """At a vector, and at the columns of a matrix."""
    net, rng = emn.Architecture(3, copies), np.random.default_rng(0)
    layers = [rationals(rng, *shape) for shape in net.shapes]
    masked = (A := rationals(rng, 3, 3)) * emn.effective_weights(net, net.parameters(layers, exact=True))
    for x in (rationals(rng, 3), rationals(rng, 3, 2)):
        assert np.array_equal(layered_output(net, layers, A, x), masked @ x)
