"""Which Fourier modes of a ring one ReLU unit ends in, on the mixture of `relu_unit` with circulant covariances."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...spectrum import rounding_unit
from ...validation import float_array, in_float_range


@in_float_range("c0, c1")
def winning_fourier_mode(c0: Any, c1: Any) -> tuple[tuple[int, ...], float]:
    """The Fourier modes k of a ring that win, and the norm |w| at which the field stays.

    c0, c1 (L,) are the eigenvalues of the circulant covariances, the DFT of their first rows. Whatever the start, as long
    as it holds any of them, the modes of the largest c1_k / (c0_k + c1_k) win: for modes j and k with d = c0 + c1,

        d/dt [log|u_j| / d_j - log|u_k| / d_k] = (rho_j - rho_k) / (4 tau rho(q)),  rho(q) = sqrt(pi q / 2).

    k and L - k always win together, and their phase stays as it is. For C_ij = exp(-d_ij^2 / xi^2) with xi longer in class
    1 than in class 0 the constant field wins, with xi shorter the field that alternates from site to site.

    Example:
    >>> from theory import gdln
    >>> modes, norm = gdln.winning_fourier_mode([1.0, 3.0, 3.0], [1.0, 1.0, 1.0])
    >>> modes, round(norm, 4)
    ((0,), 0.3989)
    """
    c0 = float_array("c0", c0, (None,))
    c1 = float_array("c1", c1, (len(c0),))
    unit = rounding_unit(len(c0), float(np.max(c0 + c1, initial=0.0)))
    if np.any(c0 < -unit) or np.any(c1 < -unit) or not np.any(c1 > unit):
        raise ValueError("c0 and c1 must be >= 0, and c1 not 0 throughout: eigenvalues of covariances. Clip them.")
    total = c0 + c1
    ratios = np.where((total > unit) & (c1 > unit), c1 / np.where(total > unit, total, 1.0), 0.0)
    winners = np.flatnonzero(ratios >= ratios.max() * (1 - 1e-9))
    k = int(winners[0])
    return tuple(map(int, winners)), float(np.sqrt(2 * c1[k] / np.pi) / total[k])
