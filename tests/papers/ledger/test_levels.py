"""A deviation says what it is, an error bar too, and no tolerance is shown as a bar."""

import ast
from collections.abc import Iterator
from pathlib import Path

from papers import Claim, Context, Evidence, Outcome, Statement
from papers.ledger.registry import BUILT_IN
from papers.ledger.run_claim import run_claim

PAPERS = Path(__file__).resolve().parents[3] / "papers"
FIELDS = ("passed", "evidence", "effective", "deviation", "error_bar", "counterexample", "detail", "data", "level")


def given(call: ast.Call) -> dict[str, ast.expr]:
    found = dict(zip(FIELDS, call.args, strict=False))
    return found | {str(k.arg): k.value for k in call.keywords}


def outcomes() -> Iterator[tuple[str, dict[str, ast.expr]]]:
    """Every Outcome that a claim of the papers makes: where it stands, and its fields."""
    for file in (f for slug in BUILT_IN for f in (PAPERS / slug).rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Outcome":
                yield f"{file.relative_to(PAPERS)}, line {node.lineno}", given(node)


def is_constant(value: ast.expr | None, *constants: float | None) -> bool:
    return value is None or (isinstance(value, ast.Constant) and value.value in constants)


def test_every_error_bar_of_the_papers_has_a_level() -> None:
    bars = [(where, fields) for where, fields in outcomes() if not is_constant(fields.get("error_bar"), None)]
    assert [where for where, fields in bars if "level" not in fields] == []
    assert len(bars) > 15


def test_every_deviation_of_the_papers_has_a_level() -> None:
    """But a deviation that is 0 whatever was found."""
    off = [(where, fields) for where, fields in outcomes() if not is_constant(fields.get("deviation"), None, 0.0)]
    assert [where for where, fields in off if "level" not in fields] == []
    assert len(off) > 100


def test_no_error_bar_of_the_papers_is_a_tolerance() -> None:
    """A bar is computed; a number typed beside a deviation is a tolerance, and its level says "at most"."""
    typed = [where for where, fields in outcomes() if isinstance(fields.get("error_bar"), ast.Constant)]
    bars = [where for where, fields in outcomes() if not is_constant(fields.get("error_bar"), None)]
    assert [where for where in typed if where in bars] == []


def test_a_level_is_shown_with_and_without_a_bar() -> None:
    def test(says: float | None, context: Context) -> Outcome:
        return Outcome(
            says == 1.5, Evidence.SIMULATED, 1, 1.5 if says else None, counterexample="n = 1", level="largest z-score"
        )

    claim = Claim("eq-1", "Eq. (1)", "One.", Statement("1", 1.5), test, wrong={"two": 2.0})
    assert run_claim(claim, Context()).measured() == "1.5 (largest z-score)"
    unmeasured = Claim("eq-1", "Eq. (1)", "One.", Statement("1", None), test, wrong={"two": 2.0})
    result = run_claim(unmeasured, Context())
    assert (result.level, result.measured()) == ("", "")
