"""A cell fails at a threshold of the run's own, or does not, where the errors are known."""

from papers.ensemble_mask_networks.rates.own_thresholds import above_ten_floors, own_windows

# the first run fails at (5, 1, 1) alone; in the second another cell of larger n has a larger error, 4 floors of its n
RUNS = {
    ("control", dtype, seed): {(5, 1, 1): 1.0, (5, 2, 1): 1e-3, (10, 1, 1): other, (10, 2, 1): 0.5 * other}
    for dtype in ("float32", "float64")
    for seed, other in ((0, 0.1), (1, 8.0))
} | {("control", "float64", "theory"): {(5, 1, 1): 0.0}, ("shuffled", "float32", 0): {(5, 1, 1): 0.0}}


def test_runs_with_a_threshold_of_their_own_are_counted() -> None:
    found = own_windows(RUNS, "control", frozenset({(5, 1, 1)}))
    assert "at which (5, 1, 1) fail and no others: float32 1 of 2, in units of the floor 2, float64 1 of 2" in found


def test_no_threshold_gives_a_set_that_leaves_out_a_larger_error() -> None:
    found = own_windows(RUNS, "control", frozenset({(10, 2, 1)}))
    assert "(10, 2, 1) fail and no others: float32 0 of 2, in units of the floor 0" in found


def test_a_cell_above_ten_floors_is_so_in_every_run() -> None:
    low = {key: found | {(5, 1, 1): 5e-3} if key[2] == 1 else found for key, found in RUNS.items()}
    assert above_ten_floors(RUNS, "control").endswith("float32 (5, 1, 1), float64 (5, 1, 1)")
    assert "(5, 1, 1)" not in above_ten_floors(low, "control")
