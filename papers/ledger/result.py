"""A claim after its run: its verdict, and the evidence and the deviation in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .claim import Origin
from .verdict import Evidence, Verdict
from .words import counted


@dataclass(frozen=True)
class Result:
    """A claim after its run, as plain data."""

    id: str
    locator: str
    statement: str
    verdict: Verdict
    evidence: Evidence | None
    printed: str
    corrected: str | None
    deviation: float | None
    error_bar: float | None
    level: str
    effective: int
    seconds: float
    error: str | None
    counterexample: str
    detail: str
    assumptions: tuple[str, ...]
    oracle: str
    refuted_variants: Mapping[str, str]
    data: Mapping[str, Any]
    origin: Origin = Origin.PRINTED

    def how(self) -> str:
        """The kind of evidence and how many instances there were; empty for what has none."""
        if self.verdict is Verdict.VACUOUS:
            return "no instance could have refuted it"
        return f"{self.evidence}, {counted(self.effective, 'instance')}" if self.evidence else ""

    def measured(self) -> str:
        """The deviation with its error bar and what they are; empty where nothing is measured."""
        if self.deviation is None:
            return ""
        bar = f" ± {self.error_bar:.2g}" if self.error_bar is not None else ""
        return f"{self.deviation:.3g}{bar}" + (f" ({self.level})" if self.level else "")

    def _repr_html_(self) -> str:
        from ..pages.html import alone

        return alone(self)
