"""The ledger as it was last accepted, and the errata that follow from it; nothing is computed here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import partial

from plain_text import markdown, prose

from papers import Claim, Paper, Statement, Verdict
from papers.ledger.expected import read_expected
from papers.ledger.registry import BUILT_IN, load_paper
from papers.pages.prose import letters


def pages() -> dict[str, Callable[[], str]]:
    ledgers = {f"ledger/{slug}.md": partial(_ledger, slug) for slug in BUILT_IN}
    return ledgers | {f"errata/{slug}.md": partial(_errata, slug) for slug in BUILT_IN}


def _accepted(slug: str) -> tuple[Paper, list[tuple[Claim, str]]]:
    paper, folder = load_paper(slug)
    verdicts = read_expected(folder)
    return paper, [(claim, verdicts.get(claim.id, "not accepted yet")) for claim in paper.claims]


def _ledger(slug: str) -> str:
    paper, claims = _accepted(slug)
    counts = Counter(verdict for _, verdict in claims)
    order = [str(v) for v in Verdict if str(v) in counts] + [v for v in counts if v not in {str(v) for v in Verdict}]
    rows = [
        f"| {markdown(c.locator)} | {_said(c.statement, c)}<br>`{c.id}` | [{verdict}]{{.verdict .{verdict.replace(' ', '-')}}} |"
        for c, verdict in claims
    ]
    return "\n".join(
        [
            f"# Ledger: {paper.title}",
            "",
            f"{markdown(paper.citation)} {len(claims)} claims in the paper's order: "
            + ", ".join(f"{counts[v]} {v}" for v in order)
            + ".",
            "",
            "This page lists the verdicts that were last computed, reviewed by a person and recorded in "
            f"`papers/{slug}/expected.json`. Building it computed none of them; this does:",
            "",
            f"```text\ngatelemma verify {slug}\n```",
            "",
            f"One claim alone, with its evidence: `gatelemma verify {slug} --claim ID --explain`, with the name below the "
            f"statement for ID. What was corrected is put together in the [errata](../errata/{slug}.md).",
            "",
            "| where | statement | verdict |",
            "|---|---|---|",
            *rows,
            "",
        ]
    )


def _errata(slug: str) -> str:
    paper, claims = _accepted(slug)
    corrected = [claim for claim, verdict in claims if verdict == Verdict.CORRECTED]
    blocks = [
        f"# Errata: {paper.title}",
        f"{markdown(paper.citation)}",
        f"Each of these {len(corrected)} statements was refuted as printed, and passes the same test as corrected. They are "
        "the claims of the ledger whose recorded verdict is *corrected*, in the paper's order; a claim's statement says what "
        "is claimed and what is wrong with it. To see the evidence for one of them, a proof, an exact counterexample or a "
        f"simulation with an error bar, run `gatelemma verify {slug} --claim ID --explain` with its name, in parentheses, for ID.",
    ]
    for claim in corrected:
        blocks += [f"## {markdown(claim.locator)}", f"{_said(claim.statement, claim)} (`{claim.id}`)"]
        blocks += [_compared("Printed", claim.printed), _compared("Corrected", claim.corrected or claim.printed)]
        if claim.assumptions:
            blocks.append("Assumptions: " + "; ".join(_said(a, claim) for a in claim.assumptions) + ".")
    return "\n\n".join(blocks) + "\n"


def _said(words: str, claim: Claim) -> str:
    """Words of a claim, with the letters of its formulas as such."""
    return prose(words, symbols=letters(" ".join(s.latex for s in (claim.printed, claim.corrected) if s)))


def _compared(word: str, statement: Statement) -> str:
    return f":::{{container}} erratum\n{word}\n\n$$\n{statement.latex}\n$$\n:::"
