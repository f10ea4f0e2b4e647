"""The claims of papers by name, place and accepted verdict; none is run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..ledger.claim import Origin
from ..ledger.expected import read_expected
from ..ledger.registry import load_paper

MARKS = {Origin.READ: ", as we read it", Origin.OWN: ", ours"}
LEGEND = {Origin.READ: "as we read it: words that one could read otherwise", Origin.OWN: "ours: not in the paper"}


def claim_list(references: Sequence[str]) -> Iterator[str]:
    """A line a claim, in the papers' order: id, locator, the last accepted verdict, and where the paper does not print it."""
    for reference in references:
        paper, folder = load_paper(reference)
        accepted = read_expected(folder)
        rows = [
            (c.id, " ".join(c.locator.split()), accepted.get(c.id, "not accepted yet") + MARKS.get(c.origin, ""))
            for c in paper.claims
        ]
        origins = {c.origin for c in paper.claims}
        wide = [max((len(row[i]) for row in rows), default=0) for i in (0, 1)]
        yield "; ".join([f"{paper.slug}: {len(rows)} claims", *(LEGEND[o] for o in LEGEND if o in origins)])
        for id, locator, verdict in rows:
            yield f"  {id:<{wide[0]}}  {locator:<{wide[1]}}  {verdict}"
