"""An error bar says what it is."""

import ast
from pathlib import Path

from papers.ledger.registry import BUILT_IN

PAPERS = Path(__file__).resolve().parents[3] / "papers"
FIELDS = ("passed", "evidence", "effective", "deviation", "error_bar", "counterexample", "detail", "data", "level")


def given(call: ast.Call) -> dict[str, ast.expr]:
    found = dict(zip(FIELDS, call.args, strict=False))
    return found | {str(k.arg): k.value for k in call.keywords}


def test_every_error_bar_of_the_papers_has_a_level() -> None:
    bars = 0
    for file in (f for slug in BUILT_IN for f in (PAPERS / slug).rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Outcome"):
                continue
            bar = given(node).get("error_bar")
            if bar is None or (isinstance(bar, ast.Constant) and bar.value is None):
                continue
            bars += 1
            assert "level" in given(node), f"{file.relative_to(PAPERS)}, line {node.lineno}"
    assert bars > 15
