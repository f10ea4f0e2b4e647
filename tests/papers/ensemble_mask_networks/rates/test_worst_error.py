"""Growth over one mask against the map's eigenvalues."""

import pytest

import papers
from papers.ensemble_mask_networks.rates.worst_error import growth
from theory import emn
from theory.emn.rates.stability import mean_eigenvalues, spectral_radius
from theory.emn.rates.step_scale import gain, step_scale
from theory.emn.rates.transfer import transfer


@pytest.mark.parametrize("reduction", ["mean", "sum_outputs", "sum"])
@pytest.mark.parametrize("c", [None, 0.7])
@pytest.mark.parametrize("sense", ["mean", "mean square"])
def test_growth_is_the_eigenvalue(sense: str, c: float | None, reduction: str) -> None:
    """At half the stable rate, where spreads are small; |z| < 5 for twelve cases."""
    n = 4
    lr = emn.largest_stable_lr(n, c, reduction=reduction) / 2
    h = float(step_scale(n, lr, reduction, 2 * n))
    if sense == "mean":
        expected = max(abs(v) for v in mean_eigenvalues(n, h, 4, None, c))
    else:
        expected = spectral_radius(transfer(n, h, 2 * n, 4, None, gain(c)))
    mean, bar = growth(papers.Context(), n, c, sense, lr, reduction, networks=400)
    assert abs(mean - expected) < 5 * bar
    assert bar < 0.1 * expected
