"""A claim is one statement of a paper beside the check that can refute it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

from .place import folder_of, place
from .verdict import FAILURES, Evidence, Outcome, Verdict, decide

if TYPE_CHECKING:
    import numpy as np

    from sims.store import Record


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


@dataclass
class Context:
    """What a test may use besides the statement.

    Random generators by name, whether time is no object (`full`), results shared by the variants of a statement, and with
    `full` those of the claim's sweeps.

    Example:
    >>> from papers import Context
    >>> context = Context(seed=1)
    >>> context.once("work", lambda: 42), context.once("work", lambda: 43)
    (42, 42)
    """

    seed: int = 0
    full: bool = False
    folder: Path | None = None
    store: Path | None = None
    _shared: dict[str, Any] = field(default_factory=dict)

    def rng(self, name: str) -> np.random.Generator:
        """A generator of its own for each name, the same whatever else runs."""
        from theory.randomness import generator  # here, so that the command can say so where `theory` is not ours

        return generator(self.seed, name)

    def once(self, name: str, compute: Callable[[], Any]) -> Any:
        """`compute()`, run once however many variants of the statement are tested."""
        if name not in self._shared:
            self._shared[name] = compute()
        return self._shared[name]

    def sweep(self, name: str) -> list[Record]:
        """The records of a sweep that the claim names in `sweeps`, in the order of the cells; with `full` only."""
        if self.folder is None or self.store is None:
            raise RuntimeError(f"sweep {name}: there is a store in a full run only")
        from .sweeps import results

        return results(self.folder, name, self.store)


Test = Callable[[Any, Context], Outcome]


@dataclass(frozen=True)
class Claim:
    """One statement of a paper.

    `id` is unique in its paper; `locator` reads "Eq. (8)", "Table 1, n = 20", "Sec. 2.1", "p. 5, sentence". `statement`
    says in our words what the paper says. `test(says, context)` confronts any variant of the statement with what can
    refute it; it is applied to `printed`, to `corrected` where there is one, and to each planted variant in `wrong`,
    which it must refute. `oracle` names what decides. A claim without a test is a definition. `measurement` marks a
    reported figure. `cost` (seconds, roughly) only orders the run; `plot` draws a figure from the outcome's data.
    `sweeps` names the specs, in the folder `sweeps` of the paper, whose results the test reads with `full`.

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

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", self.id):
            raise ValueError(f"id must be lower-case words joined by -, got {self.id!r}.")
        for name in ("printed", "corrected"):
            if not isinstance(given := getattr(self, name), Statement) and (given is not None or name == "printed"):
                raise TypeError(f"claim {self.id}: {name} must be a Statement(latex, says); got {given!r}.")
        if not isinstance(self.wrong, Mapping):
            raise TypeError(
                f"claim {self.id}: wrong must map a name to each variant, {{name: says}}; got {self.wrong!r}."
            )
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
        if not self.claims:
            raise ValueError(f"paper {self.slug}: claims must hold at least one claim; got none.")
        ids = [c.id for c in self.claims]
        twice = sorted({i for i in ids if ids.count(i) > 1})
        if twice:
            raise ValueError(f"paper {self.slug}: claim ids must be unique; {twice[0]} is used twice.")


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

    def measured(self) -> str:
        """The deviation with its error bar and what that bar is; empty where nothing is measured."""
        if self.deviation is None:
            return ""
        bar = f" ± {self.error_bar:.2g}" if self.error_bar is not None else ""
        return f"{self.deviation:.3g}{bar}" + (f" ({self.level})" if self.level else "")


def _tested(claim: Claim, says: Any, context: Context) -> Outcome:
    outcome = claim.test(says, context) if claim.test else None
    if not isinstance(outcome, Outcome):
        raise TypeError(f"the test must return an Outcome; got {outcome!r}")
    return outcome


def run_claim(claim: Claim, context: Context) -> Result:
    """Test every variant of the claim and compute its verdict; an exception becomes the verdict `error`."""
    start = perf_counter()
    shown: Outcome | None = None
    verdict, error, refuted = Verdict.DEFINITION, None, {}
    printed: Outcome | None = None
    try:
        if claim.test is not None:
            printed = shown = _tested(claim, claim.printed.says, context)
            corrected = None
            if claim.corrected is not None and printed.passed is False:
                corrected = _tested(claim, claim.corrected.says, context)
            wrong = {name: _tested(claim, says, context) for name, says in claim.wrong.items()}
            refuted = {name: o.counterexample or o.detail for name, o in wrong.items() if o.passed is False}
            verdict = decide(printed, corrected, wrong, measurement=claim.measurement)
            shown = corrected if verdict is Verdict.CORRECTED else printed
    except (Exception, SystemExit) as raised:  # a sys.exit() in a test would end the ledger without a word
        message = " ".join(str(raised).split())  # one line, as a log wants it
        where = place(raised, folder_of(claim.test))
        verdict, error = Verdict.ERROR, f"{type(raised).__name__}: {message}{where}"
    return Result(
        id=claim.id,
        locator=claim.locator,
        statement=claim.statement,
        verdict=verdict,
        evidence=shown.evidence if shown and verdict not in FAILURES else None,
        printed=claim.printed.latex,
        corrected=claim.corrected.latex if claim.corrected and verdict is Verdict.CORRECTED else None,
        deviation=printed.deviation if printed else None,
        error_bar=printed.error_bar if printed else None,
        level=printed.level if printed and printed.error_bar is not None else "",
        effective=shown.effective if shown and verdict is not Verdict.UNDECIDED else 0,
        seconds=perf_counter() - start,
        error=error,
        counterexample=printed.counterexample if printed else "",
        detail=shown.detail if shown else "",
        assumptions=claim.assumptions,
        oracle=claim.oracle,
        refuted_variants=refuted,
        data=dict(shown.data) if shown else {},
    )
