"""Fields turned to their largest weight, and the bars of their mean."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from papers.gated_deep_linear_networks.networks.mean_fields import centred, draw_fields, draw_ratios
from papers.gated_deep_linear_networks.networks.relu_runs import interval


def test_turned_and_mirrored_fields_are_one() -> None:
    """Whatever the shift and the sign, on rings of even and odd size; the order of the sites stays."""
    for L in (6, 7):
        field = np.array([9.0, 1, 2, 3, 4, 5, 6])[:L]
        fields = np.array([sign * np.roll(field, shift) for shift in range(L) for sign in (1, -1)])
        found = centred(fields)
        np.testing.assert_array_equal(found, np.tile(np.roll(field, L // 2), (2 * L, 1)))
        assert (found[:, L // 2] == 9).all()


def test_bars_are_intervals_of_the_mean() -> None:
    """Of 1, 2 and 3: Student's 95 % interval 2 +- 2.484."""
    axes = Figure().subplots()
    draw_fields(axes, [1, 2], [[1, 5], [2, 5], [3, 5]])
    (bars,) = axes.containers
    assert bars[0].get_ydata().tolist() == [2, 5]
    (low, high), (flat, same) = (segment[:, 1] for segment in bars[2][0].get_segments())
    assert (low, high) == pytest.approx((2 - 2.484, 2 + 2.484), abs=1e-3)
    assert flat == same == 5
    assert axes.lines[0].get_ydata().tolist() == [1, 5]


def test_the_ratios_have_the_check_s_interval() -> None:
    ratios = [0.2, 0.3, 0.25, 0.22]
    axes = Figure().subplots()
    draw_ratios(axes, ratios, 6, 16)
    middle, half = interval(ratios, 6)
    (low, high) = axes.containers[0][2][0].get_segments()[0][:, 0]
    assert (low, high) == pytest.approx((middle - half, middle + half))
    lines = {line.get_label(): line for line in axes.lines}
    assert lines["theory, twice random: $6 / (L + 2)$"].get_xdata() == pytest.approx([1 / 3, 1 / 3])
    assert lines["each network"].get_xdata().tolist() == ratios
