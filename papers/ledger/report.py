"""What a run of the ledger found, for a notebook, a file or a terminal."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from .claim import Result
from .verdict import FAILURES, Verdict


@dataclass(frozen=True)
class PaperReport:
    """One paper's results, in the paper's order, beside the verdicts that were accepted before."""

    slug: str
    title: str
    citation: str
    claims: tuple[Result, ...]
    expected: Mapping[str, str]
    reference: str

    def drift(self) -> Iterator[tuple[Result, str]]:
        """Results whose verdict is not the accepted one, with that (or "none accepted yet")."""
        for result in self.claims:
            accepted = self.expected.get(result.id, "none accepted yet")
            if accepted != result.verdict:
                yield result, accepted

    def counts(self) -> dict[Verdict, int]:
        """How many claims have each verdict that occurs."""
        found = Counter(r.verdict for r in self.claims)
        return {v: found[v] for v in Verdict if found[v]}


@dataclass(frozen=True)
class Report:
    """The ledger after a run: provenance and papers. Renders as a table in Jupyter."""

    provenance: Mapping[str, Any]
    papers: tuple[PaperReport, ...]

    @property
    def ok(self) -> bool:
        """Every verdict is the accepted one, and none is an error, undecided or vacuous."""
        return not any(list(p.drift()) or any(r.verdict in FAILURES for r in p.claims) for p in self.papers)

    def claim(self, id: str) -> Result:
        """The result of one claim by its id."""
        for paper in self.papers:
            for result in paper.claims:
                if result.id == id:
                    return result
        raise KeyError(id)

    def compared_again(self) -> Report:
        """The same results beside the verdicts accepted by now."""
        from .expected import read_expected
        from .registry import load_paper

        again = (replace(p, expected=read_expected(load_paper(p.reference)[1])) for p in self.papers)
        return replace(self, papers=tuple(again))

    def to_dict(self) -> dict[str, Any]:
        """Plain data: the object that `to_json` writes."""
        return {
            "provenance": dict(self.provenance),
            "papers": [
                {"slug": p.slug, "title": p.title, "claims": [_claim(r) for r in p.claims]} for p in self.papers
            ],
        }

    def to_json(self, path: str | Path | None = None) -> str:
        """The report as JSON text; written to `path` where one is given, whole or not at all."""
        text = json.dumps(self.to_dict(), indent=2, allow_nan=False) + "\n"
        return _written(path, text)

    def to_html(self, path: str | Path | None = None) -> str:
        """One self-contained HTML page with the plots inside."""
        from ..pages.html import page

        return _written(path, page(self))

    def to_latex(self, path: str | Path | None = None) -> str:
        """The table of verdicts, for `\\input` in a paper."""
        from ..pages.latex import tables

        return _written(path, tables(self))

    def _repr_html_(self) -> str:
        from ..pages.html import tables

        return tables(self)

    def __str__(self) -> str:
        from ..pages.terminal import plain_lines

        return "\n".join(plain_lines(self))


def _claim(result: Result) -> dict[str, Any]:
    keys = ("id", "locator", "verdict", "evidence", "printed", "corrected", "deviation", "error_bar", "effective")
    more = ("seconds", "error", "statement", "counterexample", "detail", "assumptions", "oracle", "refuted_variants")
    out = {key: getattr(result, key) for key in (*keys, *more)}
    return {**out, "assumptions": list(result.assumptions), "refuted_variants": dict(result.refuted_variants)}


def _written(path: str | Path | None, text: str) -> str:
    if path is not None:
        from .expected import write_atomically

        write_atomically(Path(path), text)
    return text
