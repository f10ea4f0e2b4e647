"""A claim is one statement of a paper beside the check that can refute it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from .context import Context
from .verdict import Outcome


class Origin(StrEnum):
    """Where the statement comes from that a claim has as `printed`; pages show these words above it.

    PRINTED: the paper has this formula, figure or sentence. READ: it says so in words that one could read otherwise, and
    the formula is our reading. OWN: it does not say so; it asks, leaves a section empty, or we go on from what it says.

    Example:
    >>> from papers import Origin
    >>> [str(origin) for origin in Origin]
    ['printed', 'as we read it', 'ours, not in the paper']
    """

    PRINTED = "printed"
    READ = "as we read it"
    OWN = "ours, not in the paper"


@dataclass(frozen=True)
class Statement:
    """A statement in LaTeX, and as the object that the claim's test takes: a function, a number, an expression.

    Example:
    >>> from papers import Statement
    >>> Statement(r"\\tfrac12 n (n + 1)", lambda n: n * (n + 1) // 2).says(3)
    6
    """

    latex: str
    says: Any = None


Test = Callable[[Any, Context], Outcome]


@dataclass(frozen=True)
class Claim:
    """One statement of a paper.

    `id` is unique in its paper; `locator` reads "Eq. (8)", "Table 1, n = 20", "Sec. 2.1", "p. 5, sentence", and "remark"
    for "sentence" where the claim is ours. `statement` says in our words what the paper says. `test(says, context)`
    confronts any variant of the statement with what can refute it; it is applied to `printed`, to `corrected` where
    there is one, and to each planted variant in `wrong`, which it must refute. `oracle` names what decides. A claim
    without a test is a definition. `measurement` marks a reported figure. `cost` (seconds, roughly) only orders the run;
    `plot` draws a figure from the outcome's data. `sweeps` names the specs, in the folder `sweeps` of the paper, whose
    results the test reads with `full`. `origin` says whether the paper has the statement at all.

    Example:
    >>> from papers import Claim, Evidence, Outcome, Statement
    >>> def test(says, context):
    ...     return Outcome(says(3) == 6, Evidence.PROVED, effective=1, counterexample="n = 3")
    >>> printed = Statement("n (n + 1) / 2", lambda n: n * (n + 1) // 2)
    >>> claim = Claim("eq-1", "Eq. (1)", "The sum of 1, ..., n.", printed, test, wrong={"n^2": lambda n: n**2})
    >>> claim.test(printed.says, None).passed, claim.test(claim.wrong["n^2"], None).passed
    (True, False)
    """

    id: str
    locator: str
    statement: str
    printed: Statement
    test: Test | None = None
    corrected: Statement | None = None
    wrong: Mapping[str, Any] = field(default_factory=dict)
    assumptions: tuple[str, ...] = ()
    oracle: str = ""
    measurement: bool = False
    cost: float = 1.0
    plot: Callable[[Mapping[str, Any]], Any] | None = None
    sweeps: tuple[str, ...] = ()
    origin: Origin = Origin.PRINTED

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", self.id):
            raise ValueError(f"id must be lower-case words joined by -, got {self.id!r}.")
        for name in ("printed", "corrected"):
            if not isinstance(given := getattr(self, name), Statement) and (given is not None or name == "printed"):
                raise TypeError(f"claim {self.id}: {name} must be a Statement(latex, says); got {given!r}.")
        if not isinstance(self.origin, Origin):
            known = ", ".join(f"Origin.{o.name}" for o in Origin)
            raise TypeError(f"claim {self.id}: origin must be one of {known}; got {self.origin!r}.")
        if not isinstance(self.wrong, Mapping):
            raise TypeError(
                f"claim {self.id}: wrong must map a name to each variant, {{name: says}}; got {self.wrong!r}."
            )
        for name in ("assumptions", "sweeps"):
            given = getattr(self, name)
            if not isinstance(given, tuple | list) or not all(isinstance(text, str) for text in given):
                way_out = " Add a comma after it." if isinstance(given, str) else ""
                raise TypeError(f"claim {self.id}: {name} must be a tuple of texts; got {given!r}.{way_out}")
        if self.test is None and (self.wrong or self.corrected):
            raise ValueError(f"claim {self.id}: wrong and corrected need a test that tries them; it has none.")
        if self.test is not None and not self.wrong:
            raise ValueError(
                f"claim {self.id}: wrong must plant at least one variant for the test to refute; got none."
            )


@dataclass(frozen=True)
class Paper:
    """A paper: slug, title, how to cite it, and its claims in the paper's own order.

    Example:
    >>> from papers import Claim, Paper, Statement
    >>> model = Claim("eq-1", "Eq. (1)", "The model.", Statement(r"\\hat y = w x"))
    >>> len(Paper("mine", "My paper", "Me, 2026.", (model,)).claims)
    1
    """

    slug: str
    title: str
    citation: str
    claims: tuple[Claim, ...]

    def __post_init__(self) -> None:
        must = f"paper {self.slug}: claims must be a tuple of claims; got"
        if isinstance(self.claims, Claim):  # (Claim(...)) is no tuple
            raise TypeError(f"{must} one Claim. Add a comma after it.")
        if not isinstance(self.claims, tuple | list):
            raise TypeError(f"{must} {self.claims!r}.")
        if other := [c for c in self.claims if not isinstance(c, Claim)]:
            raise TypeError(f"{must} {other[0]!r} in it.")
        if not self.claims:
            raise ValueError(f"paper {self.slug}: claims must hold at least one claim; got none.")
        ids = [c.id for c in self.claims]
        twice = sorted({i for i in ids if ids.count(i) > 1})
        if twice:
            raise ValueError(f"paper {self.slug}: claim ids must be unique; {twice[0]} is used twice.")
