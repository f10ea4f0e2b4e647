"""The least loss of any gates, as their number grows."""

from papers.gated_deep_linear_networks.best_gates.small_supports import of_points


def test_a_new_gate_on_at_one_misfitted_point_fits_it():
    """Nothing else changes: from K to K + 1 any gates fall at least by what that point missed."""
    support = of_points((1, 2, 3, 6), (1, 0, 1, 1))
    loss, gates = support.free(1)
    missed = [loss - support.loss([[*g, int(s == at)] for s, g in enumerate(gates)]) for at in range(4)]
    assert max(missed) > 0
    assert loss - max(missed) >= support.free(2)[0]
