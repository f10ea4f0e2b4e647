"""`gatelemma cite CLAIM`: BibTeX for the claim's paper, the methods its test uses, and gatelemma."""

from __future__ import annotations

import argparse
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..ledger.claim import Claim, Paper
from ..ledger.paper_report import PaperReport
from ..ledger.registry import TO_LIST, find_claim, known_papers, load_paper, unknown
from ..ledger.usage_error import UsageError
from ..ledger.uses import uses
from .placeholders import remark

FILE = Path(__file__).resolve().parent.parent / "references.bib"
ENTRY = re.compile(r"^@(\w+)\{([^,\s]+),\n(.*?)^\}\n", re.MULTILINE | re.DOTALL)
FIELD = re.compile(r"^  (\w+) = \{(.*)\},?$", re.MULTILINE)


def add_to(commands: Any) -> None:
    """The subcommand, for the parser of `gatelemma`."""
    command = commands.add_parser(
        "cite",
        help="print BibTeX for a claim",
        description="Print BibTeX for a claim's paper, the methods its test uses, and gatelemma. What several claims share is "
        "printed with each: BibTeX wants it once.",
        examples=("gatelemma cite eq-4", "gatelemma cite eq-4 --paper gated_deep_linear_networks >> references.bib"),
    )
    command.add_argument("claim", metavar="CLAIM", help="the id of a claim")
    command.add_argument("--paper", metavar="PAPER", help="a slug or a folder, where more than one paper has the id")
    command.add_argument("second", nargs="?", help=argparse.SUPPRESS)  # to say where a paper goes
    command.set_defaults(run=_cite)


def _cite(arguments: argparse.Namespace) -> int:
    if arguments.second is not None:
        raise UsageError("cite takes one claim; the paper goes after --paper: gatelemma cite CLAIM --paper PAPER.")
    print(cite(arguments.claim, arguments.paper), end="")
    if arguments.paper is not None:
        paper, folder = load_paper(arguments.paper)
        if told := remark(PaperReport(paper.slug, paper.title, paper.citation, (), {}, str(folder))):
            print(f"gatelemma: {told}", file=sys.stderr)
    return 0


@dataclass(frozen=True)
class Entry:
    """One entry of the bibliography: its kind, its key, its fields, and the modules whose use it is cited for."""

    kind: str
    key: str
    fields: dict[str, str]
    uses: tuple[str, ...]

    def __str__(self) -> str:
        lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in self.fields.items())
        return f"@{self.kind}{{{self.key},\n{lines}\n}}\n"

    def used_by(self, modules: frozenset[str]) -> bool:
        return any(m == name or m.startswith(f"{name}.") for m in modules for name in self.uses)


def bibliography() -> tuple[Entry, ...]:
    """All entries, in the order of the file."""
    found = []
    for kind, key, body in ENTRY.findall(FILE.read_text(encoding="utf-8")):
        fields = dict(FIELD.findall(body))
        found.append(Entry(kind, key, fields, tuple(fields.pop("uses", "").split(", "))))
    return tuple(found)


def cite(claim: str, paper: str | None = None) -> str:
    """BibTeX to cite with a claim. Raises ValueError for an unknown claim or paper, and for an id that two papers have."""
    from theory.latex.formulas_in_words import (
        latex_prose as text,
    )  # not at the top: the command answers before it loads a library

    owner, found = _find(claim, paper)
    modules = frozenset({f"papers.{owner.slug}", "gatelemma", *uses(found).modules})
    entries = [entry for entry in bibliography() if entry.used_by(modules)]
    if not any(f"papers.{owner.slug}" in entry.uses for entry in entries):  # a paper of the reader's own
        note = owner.citation.replace(f", {owner.title}", "")  # which the entry has as its title
        fields = {"key": owner.slug, "title": text(owner.title), **({"note": text(note)} if note else {})}
        entries.insert(0, Entry("misc", owner.slug, fields, ()))
    return "\n".join(map(str, entries))


def _find(id: str, reference: str | None) -> tuple[Paper, Claim]:
    if reference is not None:
        paper, _ = load_paper(reference)
        return paper, find_claim(paper, id)
    papers = [load_paper(slug)[0] for slug in known_papers()]
    having = [(p, c) for p in papers for c in p.claims if c.id == id]
    if len(having) > 1:
        raise UsageError(f"claim {id!r} is in {' and '.join(p.slug for p, _ in having)}; choose one with --paper.")
    if not having:
        ids = [c.id for p in papers for c in p.claims]
        raise UsageError(unknown("claim", id, ids, f"{TO_LIST}; a folder's are found with --paper"))
    return having[0]
