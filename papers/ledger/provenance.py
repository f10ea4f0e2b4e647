"""What a verdict was computed with."""

from __future__ import annotations

import platform
from typing import Any

DISTRIBUTIONS = ("gatelemma", "sympy", "mpmath", "numpy", "scipy", "networkx", "matplotlib", "rich")


def provenance(seed: int, full: bool) -> dict[str, Any]:
    """Versions, platform, SymPy's ground types, seed, and the commit where this is a checkout."""
    from sympy.external.gmpy import GROUND_TYPES

    from sims.provenance import commit, versions  # not at the top: `import papers` stays quick

    return {
        "versions": versions(*DISTRIBUTIONS),
        "platform": platform.platform(),
        "sympy_ground_types": str(GROUND_TYPES),
        "seed": seed,
        "full": full,
        "commit": commit(),
    }
