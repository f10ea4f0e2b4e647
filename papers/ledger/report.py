"""What a run of the ledger found, for a notebook, a file or a terminal."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .paper_report import PaperReport
from .result import Result
from .verdict import FAILURES

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from ..pages.notation import Notation


@dataclass(frozen=True)
class Report:
    """The ledger after a run: provenance and papers. Renders as a table in Jupyter.

    Example:
    >>> import papers
    >>> report = papers.verify("gated_deep_linear_networks", claim="eq-2")
    >>> report.ok, report.claim("eq-2").effective > 0
    (True, True)
    """

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
        raise self._unknown(id)

    def figure(self, id: str) -> Figure | None:
        """The plot of a claim as the report has it; None where it has none or found nothing to draw."""
        for paper in self.papers:
            if any(r.id == id for r in paper.claims):
                return paper.figure(id)
        raise self._unknown(id)

    def _unknown(self, id: str) -> KeyError:
        from .registry import unknown

        return KeyError(unknown("claim", id, [r.id for p in self.papers for r in p.claims], "of those that were run"))

    def command(self, paper: PaperReport, result: Result) -> str:
        """What runs this claim alone, as it ran here; a folder's name is for the place the folder stands in."""
        from .registry import known_papers

        name = paper.reference if paper.reference in known_papers() else f"./{Path(paper.reference).name}"
        options = ["--explain"]
        options += ["--full"] if self.provenance["full"] else []
        options += [f"--seed {self.provenance['seed']}"] if self.provenance["seed"] else []
        return " ".join(["gatelemma verify", shlex.quote(name), "--claim", result.id, *options])

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

    def to_latex(self, path: str | Path | None = None, symbols: str | Path | Notation | None = None) -> str:
        """The table of verdicts, for `\\input` in a paper; `symbols` maps our symbols to the reader's, a file or what it says."""
        from ..pages.latex import tables

        return _written(path, tables(self, _notation(symbols)))

    def write_latex(self, folder: str | Path, symbols: str | Path | Notation | None = None) -> tuple[str, ...]:
        """For the reader's own paper: verdicts.tex, derivations.tex and figures/*.pdf at the width of a column.

        `symbols` as in `to_latex`. Returns a remark for each symbol of the map that no formula has, and for each plot that
        failed.
        """
        from ..pages.latex import derivations, tables
        from ..plot_style import pdf_for_paper
        from .files import writable_folder, write_atomically

        notation, folder, remarks = _notation(symbols), Path(folder), []
        plots = [(p, r, plot) for p in self.papers for r in p.claims if (plot := p.plot(r.id))]
        writable_folder(folder / "figures" if plots else folder)
        write_atomically(folder / "verdicts.tex", tables(self, notation))
        write_atomically(folder / "derivations.tex", derivations(self, notation))
        for paper, result, plot in plots:
            try:
                write_atomically(folder / "figures" / f"{paper.slug}-{result.id}.pdf", pdf_for_paper(plot))
            except Exception as failed:  # all else must not be lost
                remarks.append(f"the plot of {result.id} failed: {type(failed).__name__}: {failed}")
        return (*remarks, *(f"no formula here has the symbol {ours}" for ours in notation.unused()))

    def _repr_html_(self) -> str:
        from ..pages.html import tables

        return tables(self)

    def __str__(self) -> str:
        from ..pages.terminal import plain_lines

        return "\n".join(plain_lines(self))


def _claim(result: Result) -> dict[str, Any]:
    keys = (
        "id",
        "locator",
        "verdict",
        "evidence",
        "printed",
        "corrected",
        "deviation",
        "error_bar",
        "level",
        "effective",
    )
    more = ("seconds", "error", "statement", "counterexample", "detail", "assumptions", "oracle", "refuted_variants")
    out = {key: getattr(result, key) for key in (*keys, *more)}
    lists = {"assumptions": list(result.assumptions), "refuted_variants": dict(result.refuted_variants)}
    return {**out, **lists, "origin": result.origin.name.lower()}


def _notation(symbols: str | Path | Notation | None) -> Notation:
    from ..pages.notation import Notation, read_notation

    return symbols if isinstance(symbols, Notation) else read_notation(Path(symbols) if symbols else None)


def _written(path: str | Path | None, text: str) -> str:
    if path is not None:
        from .files import write_atomically

        write_atomically(Path(path), text)
    return text
