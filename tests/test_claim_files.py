"""A file with claims holds them and lends nothing: what two files use is in a third, named after what it holds."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAPERS = sorted(file.parent for file in (ROOT / "papers").glob("*/claims_in_order.py"))


def has_claims(source: str) -> bool:
    """Whether a `Claim` is made in it."""
    calls = (node.func for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    return any(isinstance(called, ast.Name) and called.id == "Claim" for called in calls)


def imports(module: str, source: str) -> set[tuple[str, str]]:
    """(module, name) of all that `module` imports by name; a submodule is a name of its package, and its own with ""."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {(alias.name, "") for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            above = module.split(".")[: -node.level] if node.level else []
            origin = ".".join([*above, *filter(None, [node.module])])
            found |= {pair for alias in node.names for pair in ((origin, alias.name), (f"{origin}.{alias.name}", ""))}
    return found


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("from .growth import RATES", ("papers.a.rates.growth", "RATES")),
        ("from ..masks.order import plot", ("papers.a.masks.order", "plot")),
        ("from papers.a.masks.order import plot", ("papers.a.masks.order", "plot")),
        ("def test():\n    from . import growth", ("papers.a.rates.growth", "")),
        ("import papers.a.masks.order as order", ("papers.a.masks.order", "")),
    ],
)
def test_the_check_sees(source: str, found: tuple[str, str]) -> None:
    assert found in imports("papers.a.rates.decay", source)
    assert has_claims(f"{source}\nCLAIMS = (Claim(id='a'),)") is True
    assert has_claims(f"{source}\nCLAIMS: tuple[Claim, ...] = ()") is False


def test_a_claim_file_lends_nothing() -> None:
    """Nothing of a paper imports from it but `claims_in_order`, and that its claims alone."""
    sources = {
        ".".join(file.relative_to(ROOT).with_suffix("").parts): file.read_text(encoding="utf-8")
        for folder in PAPERS
        for file in folder.rglob("*.py")
    }
    lenders = {module for module, source in sources.items() if has_claims(source)}
    assert len(lenders) > 100
    lent = []
    for module, source in sources.items():
        for origin, name in imports(module, source):
            for_order = module.endswith(".claims_in_order") and name.endswith("CLAIMS")
            if origin in lenders and not for_order:
                lent.append(f"{module}: {origin} {name}")
    assert sorted(lent) == []
