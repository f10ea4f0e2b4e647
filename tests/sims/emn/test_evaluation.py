"""Test errors as the paper measures them."""

import numpy as np
import pytest

from sims.emn import evaluate, evaluation_masks
from sims.emn.evaluation import ERRORS
from theory import emn


@pytest.mark.parametrize("n", [1, 4, 5])
@pytest.mark.parametrize("active", [0.0, 0.3, 0.5, 1.0])
def test_masks_have_their_number_of_entries(n, active):
    """Exactly round(active n^2) nonzero entries, 1 or below 1, not symmetric for n > 1."""
    binary, weighted = (evaluation_masks(n, active, w, 40, 0) for w in (False, True))
    assert np.all((binary != 0).sum(axis=(1, 2)) == round(active * n * n))
    assert set(np.unique(binary)) <= {0.0, 1.0}
    assert np.all((weighted >= 0) & (weighted < 1))
    assert n == 1 or active in (0.0, 1.0) or np.any(binary != binary.swapaxes(1, 2))


def test_errors_are_those_of_the_effective_weights():
    """Weights 1.5 for 1 double the sum by half: the mean square is a quarter of <(A x)^2>, the others follow."""
    net = emn.Architecture(3, ())
    params = net.parameters([np.full((3, 3), 1.5)])
    found = evaluate(net, params, 0, active=1.0, weighted=False, count=4000)
    true = 0.25 * (3 * (1 / 3) + 6 * (1 / 4))  # <(sum of three uniforms)^2> / 4
    assert abs(found[ERRORS[0]] - true) <= 6 * 0.5 / np.sqrt(4000 * 24)  # six standard errors, values below 2.25
    assert found[ERRORS[1]] == 3 * found[ERRORS[0]]
    assert abs(found[ERRORS[2]] - 0.75) <= 6 * 0.25 / np.sqrt(4000 * 24)


def test_exact_weights_leave_rounding():
    """Zero loss: below (10 n eps)^2 in float64, and above 0 in float32."""
    net = emn.Architecture(6, (1,))
    exact = emn.zero_loss_parameters(net, np.linspace(0.3, 2, 6))
    assert evaluate(net, exact, 0)[ERRORS[0]] <= (60 * np.finfo(float).eps) ** 2
    single = net.parameters([layer.astype(np.float32) for layer in exact.layers])
    assert 0 < evaluate(net, single, 0)[ERRORS[0]] <= (60 * np.finfo(np.float32).eps) ** 2


def test_refuses():
    """A fraction above 1."""
    with pytest.raises(ValueError, match="active must be a fraction"):
        evaluation_masks(3, 1.5, False, 1, 0)
