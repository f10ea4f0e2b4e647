"""What is proved for every ring, and what fits small ones only."""

import papers
from papers.gated_deep_linear_networks.best_gates import all_shifts_pulses
from papers.gated_deep_linear_networks.best_gates.pulse_halfspaces import pair
from papers.gated_deep_linear_networks.best_gates.small_supports import pulses


def test_only_the_gates_of_the_derivation_fit_every_length():
    assert all(all_shifts_pulses.fits_every_length(pair(L)) for L in (2, 5, 9))
    assert not all_shifts_pulses.fits_every_length(pair(5)[:-1])
    assert not all_shifts_pulses.fits_every_length(-pair(5))
    assert not all_shifts_pulses.fits_every_length(all_shifts_pulses.symmetric(4))


def test_what_fits_small_rings_only_is_not_proved(monkeypatch):
    """Another half-space that reaches the floor on the rings tried is certified there, and no more."""
    monkeypatch.setattr(all_shifts_pulses, "pulse_laws", lambda largest: iter([pulses(3, (1, 2), (2, 3))]))
    monkeypatch.setattr(all_shifts_pulses, "pulse_curves", dict)
    mirrored = all_shifts_pulses.reaches_the_floor(lambda L: -pair(L), papers.Context())
    assert mirrored.passed
    assert mirrored.evidence == papers.Evidence.CERTIFIED
    assert all_shifts_pulses.reaches_the_floor(pair, papers.Context()).evidence == papers.Evidence.PROVED
