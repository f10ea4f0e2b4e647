"""Table 1 as printed, its sizes, and the spread of one printed figure."""

from __future__ import annotations

import numpy as np

# (n, condition): printed error, (epochs, meta-epochs)
PRINTED: dict[tuple[int, str], tuple[str, tuple[int, int]]] = {
    (5, "control"): ("6.36e-14", (1, 16)),
    (5, "shuffled"): ("5.32e-14", (3, 16)),
    (5, "subsampled"): ("0.045", (1, 8)),
    (10, "control"): ("1.56e-13", (1, 16)),
    (10, "shuffled"): ("1.51e-13", (3, 16)),
    (10, "subsampled"): ("0.052", (2, 8)),
    (20, "control"): ("4.77e-13", (3, 16)),
    (20, "shuffled"): ("1.95e-13", (3, 8)),
    (20, "subsampled"): ("0.046", (2, 16)),
    (40, "control"): ("2.065e-12", (2, 8)),
    (40, "shuffled"): ("1.98e-12", (1, 8)),
    (40, "subsampled"): ("0.055", (2, 4)),
    (100, "control"): ("1.51e-11", (3, 16)),
    (100, "shuffled"): ("1.61e-11", (3, 16)),
    (100, "subsampled"): ("0.16", (2, 1)),
}
SIZES = tuple(dict.fromkeys(n for n, _ in PRINTED))


def reading_spread() -> tuple[float, int]:
    """Standard deviation of log10 of one printed figure, and its degrees of freedom.

    Once converged, `control` and `shuffled` have errors of one law (rounding), so the five rows of the table are five
    pairs of readings of the same thing: half the mean square of their log-ratios is the variance of one reading.
    """
    rows = [[float(PRINTED[n, condition][0]) for condition in ("control", "shuffled")] for n in SIZES]
    ratios = np.log10([a / b for a, b in rows])
    return float(np.sqrt(np.mean(ratios**2) / 2)), len(ratios)
