"""Claims that the files of a paper define and its PAPER does not have."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from .claim import Claim, Paper


def left_out(paper: Paper) -> list[str]:
    """The ids of claims at the top of the paper's modules, alone or in a list, that are none of `paper.claims`."""
    modules = {name: vars(module) for name, module in list(sys.modules.items()) if hasattr(module, "__dict__")}
    home = next((name for name, names in modules.items() if names.get("PAPER") is paper), None)
    if home is None:
        return []
    seen = [names for name, names in modules.items() if name == home or name.startswith(f"{home}.")]
    written = {claim.id: claim for names in seen for value in list(names.values()) for claim in _claims(value)}
    known = {claim.id for claim in paper.claims}
    return [id for id in written if id not in known]


def _claims(value: object) -> Iterator[Claim]:
    yield from (v for v in (value if isinstance(value, tuple | list) else (value,)) if isinstance(v, Claim))
