"""What a run found of one paper."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from .claim import Origin
from .result import Result
from .verdict import Verdict

if TYPE_CHECKING:
    from matplotlib.figure import Figure


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

    def plot(self, id: str) -> Callable[[], Figure] | None:
        """What draws a claim's data, in whatever style holds; None where it has no plot or found nothing to draw."""
        from .registry import find_claim, load_paper

        (result,) = (r for r in self.claims if r.id == id)
        plot = find_claim(load_paper(self.reference)[0], id).plot
        return partial(plot, result.data) if plot and result.data else None

    def figure(self, id: str) -> Figure | None:
        """The plot of a claim in gatelemma's style."""
        from ..plot_style import draw

        plot = self.plot(id)
        return draw(plot) if plot else None

    def ours(self) -> int:
        """How many claims are not the paper's own: `Origin.OWN`."""
        return sum(r.origin is Origin.OWN for r in self.claims)

    def counts(self) -> dict[Verdict, int]:
        """How many claims have each verdict that occurs."""
        found = Counter(r.verdict for r in self.claims)
        return {v: found[v] for v in Verdict if found[v]}
