"""Which cells fail in a run by a threshold of that run's own, told beside the one threshold of all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from theory import emn

from .phase_cells import DTYPES, Cell


def own_windows(runs: Mapping[Any, Mapping[Cell, float]], condition: str, cells: frozenset[Cell]) -> str:
    """In how many runs these cells alone fail at a threshold of the run's own, absolute or in units of the floor of each n."""
    counts = []
    for dtype in DTYPES:
        mine = _trained(runs, condition, dtype)
        absolute, relative = (
            sum(np.less(*emn.threshold_window(found, cells & set(found))) for found in group)
            for group in (mine, [_in_floors(found) for found in mine])
        )
        counts.append(f"{dtype} {absolute} of {len(mine)}, in units of the floor {relative}")
    listed = ", ".join(map(str, sorted(cells)))
    return f"{condition}, runs with a threshold of their own at which {listed} fail and no others: {', '.join(counts)}"


def above_ten_floors(runs: Mapping[Any, Mapping[Cell, float]], condition: str) -> str:
    """The cells that converge in no run by the threshold of ten floors."""
    told = []
    for dtype in DTYPES:
        relative = [_in_floors(found) for found in _trained(runs, condition, dtype)]
        above = sorted(c for c in relative[0] if all(found.get(c, np.inf) > 10 for found in relative))
        told.append(f"{dtype} {', '.join(map(str, above))}")
    return f"{condition}, cells above ten times the floor in every run: {', '.join(told)}"


def _trained(runs: Mapping[Any, Mapping[Cell, float]], condition: str, dtype: str) -> list[Mapping[Cell, float]]:
    return [found for key, found in runs.items() if key[:2] == (condition, dtype) and key[2] != "theory"]


def _in_floors(found: Mapping[Cell, float]) -> dict[Cell, float]:
    """Errors in units of the least of the same n."""
    floors = {n: min(v for c, v in found.items() if c[0] == n) for n in {c[0] for c in found}}
    return {c: v / floors[c[0]] for c, v in found.items()}
