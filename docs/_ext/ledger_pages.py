"""The ledger as it was last accepted, and the errata that follow from it; nothing is computed here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import partial

from plain_text import markdown, prose
from theory_pages import target

from papers import Claim, Origin, Paper, Statement, Verdict
from papers.ledger.expected import read_expected
from papers.ledger.registry import BUILT_IN, load_paper
from papers.ledger.uses import uses
from papers.pages.prose import letters

COMPANION = (
    "The companion notes are a page on that paper by somebody else, with open questions and next checks; "
    "claims on them stand last."
)


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
    ours = sum(c.origin is Origin.OWN for c, _ in claims)
    rows = [
        f"| {markdown(c.locator)}{', *ours*' if c.origin is Origin.OWN else ''} | {_said(c.statement, c)}<br>`{c.id}`{_proofs(c)} "
        f"| [{verdict}]{{.verdict .{verdict.replace(' ', '-')}}} |"
        for c, verdict in claims
    ]
    return "\n".join(
        [
            f"# Ledger: {paper.title}",
            "",
            f"{markdown(paper.citation)} {len(claims)} claims in the paper's order: "
            + ", ".join(f"{counts[v]} {v}" for v in order)
            + f". {ours} of them are marked as ours: the paper does not say so; it asks, leaves a section empty, notes beside "
            "it say so, or we go on from what it says. "
            "Ours and corrected: what one would expect of the paper, and what holds instead.",
            "",
            *([COMPANION, ""] if any("companion" in c.locator for c, _ in claims) else []),
            "This page lists the verdicts that were last computed, reviewed by a person and recorded in "
            f"`papers/{slug}/expected.json`. Building it computed none of them; this does:",
            "",
            f"```text\ngatelemma verify {slug}\n```",
            "",
            "The evidence belongs to a run, and is not on this page: whether a claim is proved, certified in exact "
            f"arithmetic, corroborated by another method or simulated, `gatelemma verify {slug} --claim ID --explain` says, "
            "with the name below the statement for ID. A derivation that a test reaches is linked beside that name. "
            f"What was corrected is put together in the [errata](../errata/{slug}.md).",
            "",
            "| where | statement | verdict |",
            "|---|---|---|",
            *rows,
            "",
        ]
    )


def _proofs(claim: Claim) -> str:
    """Links to the derivations that the claim's test reaches."""
    links = [f"[derivation](#{target(derive)})" for derive in uses(claim).derivations]
    return "".join(f", {link}" for link in links)


def _errata(slug: str) -> str:
    paper, claims = _accepted(slug)
    corrected = [c for c, verdict in claims if verdict == Verdict.CORRECTED and c.origin is not Origin.OWN]
    blocks = [
        f"# Errata: {paper.title}",
        f"{markdown(paper.citation)}",
        f"Each of these {len(corrected)} statements was refuted, and passes the same test as corrected. They are the paper's "
        "own claims whose recorded verdict is *corrected*, in its order; a claim's statement says what is claimed and what "
        "is wrong with it. Above a formula stands *printed*, or *as we read it* where the paper says it in words that one "
        "could read otherwise. To see the evidence for one of them, a proof, an exact counterexample or a "
        f"simulation with an error bar, run `gatelemma verify {slug} --claim ID --explain` with its name, in parentheses, for ID.",
    ]
    for claim in corrected:
        blocks += [f"## {markdown(claim.locator)}", f"{_said(claim.statement, claim)} (`{claim.id}`)"]
        blocks += [
            _compared(claim.origin.capitalize(), claim.printed),
            _compared("Corrected", claim.corrected or claim.printed),
        ]
        if claim.assumptions:
            blocks.append("Assumptions: " + "; ".join(_said(a, claim) for a in claim.assumptions) + ".")
    return "\n\n".join(blocks) + "\n"


def _said(words: str, claim: Claim) -> str:
    """Words of a claim, with the letters of its formulas as such."""
    return prose(words, symbols=letters(" ".join(s.latex for s in (claim.printed, claim.corrected) if s)))


def _compared(word: str, statement: Statement) -> str:
    return f":::{{container}} erratum\n{word}\n\n$$\n{statement.latex}\n$$\n:::"
