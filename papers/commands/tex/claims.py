"""A paper's files from a LaTeX source: its title, and an undecided claim for each numbered equation."""

from __future__ import annotations

import re
from pathlib import Path

from ...ledger.usage_error import UsageError
from ..placeholders import CITATION, citation
from .equations import Equation, equations
from .remarks import remarks
from .without_markup import title_page, words

TEMPLATE = Path(__file__).parents[1] / "template" / "from_tex"


def entitled(package: str, latex: str) -> str:
    """The package with the source's title, authors and year, as far as it says."""
    title, authors, year = title_page(latex)
    if title:
        package = package.replace('title="SLUG"', f"title={_literal(title)}", 1)
    return package.replace(f'"{CITATION}"', _literal(citation(authors, title, year)), 1)


def claims(latex: str, source: Path, told: tuple[str, ...]) -> str:
    """The source of the claims, one for each numbered equation; `told` is what of the source could not be read."""
    found = identified(latex)
    if not found:
        read = "equation, align, gather, multline, alignat, flalign, eqnarray are read"
        raise UsageError(f"{source} has no numbered equation; {next(iter((*told, *remarks(latex))), read)}.")
    template = (TEMPLATE / "claims.py.txt").read_text(encoding="utf-8")
    stubs = "\n".join(_stub(id, e) for id, e in found)
    return template.replace("STUBS", stubs).replace("SOURCE", re.sub(r"[^\w. -]", "_", source.name))


def identified(latex: str) -> tuple[tuple[str, Equation], ...]:
    """The numbered equations with the ids of their claims."""
    found = equations(latex)
    return tuple(zip(_ids(found), found, strict=True))


def _ids(found: tuple[Equation, ...]) -> list[str]:
    """eq-1, eq-2-3, eq-1-prime, ...: the numbers as words, none twice; eq-2 is (2), whatever else stands before it."""
    marked = [e.number.lower().replace("'", " prime ").replace("*", " star ") for e in found]
    names = ["-".join(["eq", *re.findall("[a-z0-9]+", number)]) for number in marked]
    plain = [re.fullmatch("[a-z0-9.]+", number) is not None for number in marked]
    kept = {name for name, own in zip(names, plain, strict=True) if own}
    out: list[str] = []
    for name, own in zip(names, plain, strict=True):
        again = (f"{name}-{k}" for k in range(2, 2 * len(found) + 2))
        free = name not in out and name != "eq" and (own or name not in kept)
        out.append(name if free else next(other for other in again if other not in {*out, *kept}))
    return out


def _stub(id: str, equation: Equation) -> str:
    label = f" (label `{equation.label}`)" if equation.label else ""
    fields = {
        "id": f'"{id}"',
        "locator": _literal(f"Eq. ({words(equation.number)})"),
        "statement": _literal(f"Not written in our own words yet{label}."),
        "printed": f"Statement({_literal(equation.latex)}, None)",
        "test": "sides_agree",
        "wrong": "ONE_OFF",
        "oracle": '"SymPy: the difference of the sides"',
    }
    return "\n".join(["    Claim(", *(f"        {name}={value}," for name, value in fields.items()), "    ),"])


def _literal(text: str) -> str:
    """Python for the text, with backslashes as they are where that can be."""
    plain = '"' not in text and text.isprintable() and not text.endswith("\\")
    return f'{"r" if chr(92) in text else ""}"{text}"' if plain else repr(text)
