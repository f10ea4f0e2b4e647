"""Every public name is explained in one line, with an example that runs."""

import ast
import doctest
import importlib
import inspect
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
OPTIONS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


def sources() -> list[str]:
    """Every file of the packages that has an example in a docstring."""
    files = [path for package in ("theory", "sims", "papers") for path in sorted((ROOT / package).rglob("*.py"))]
    return [path.relative_to(ROOT).as_posix() for path in files if ">>> " in path.read_text(encoding="utf-8")]


def docstrings(source: str) -> Iterator[tuple[str, int, str]]:
    """Name, line and text of every docstring; read from the source, so that no decorator hides one."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and (text := ast.get_docstring(node)):
            yield getattr(node, "name", "module"), node.body[0].lineno, text


@pytest.mark.parametrize("name", sources())
def test_examples_in_docstrings(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They run as they stand, with no name that they do not import."""
    runner, parser, out = doctest.DocTestRunner(optionflags=OPTIONS), doctest.DocTestParser(), io.StringIO()
    for function, line, text in docstrings((ROOT / name).read_text(encoding="utf-8")):
        (tmp_path / f"{line}").mkdir()
        monkeypatch.chdir(tmp_path / f"{line}")
        runner.run(parser.get_doctest(text, {"__name__": "example"}, function, name, line), out=out.write)
    assert runner.failures == 0, out.getvalue()
    assert runner.tries > 0


@pytest.fixture(scope="module")
def public(extension: Callable[[str], ModuleType]) -> dict[str, Any]:
    """Everything public by name, without the packages."""
    text = extension("plain_text")
    names = [(root, name) for root in text.ROOTS for name in text.public_names(root)]
    return {f"{root}.{name}": getattr(importlib.import_module(root), name) for root, name in names}


def first_paragraph(obj: Any) -> list[str]:
    """Of its own docstring: an inherited one is no explanation."""
    own = vars(obj).get("__doc__") if isinstance(obj, type) else obj.__doc__
    return inspect.cleandoc(own or "").split("\n\n")[0].splitlines()


def test_every_public_name_is_explained_in_one_line(public: dict[str, Any]) -> None:
    roots = {root: importlib.import_module(root) for root in {name.rpartition(".")[0] for name in public}}
    wrong = []
    for name, obj in {**roots, **public}.items():
        first = first_paragraph(obj)
        if len(first) != 1 or not first[0].endswith("."):
            wrong.append(f"{name}: {' '.join(first)[:80]}")
    assert not wrong, "\n".join(wrong)


def test_every_public_name_has_an_example(public: dict[str, Any]) -> None:
    without = {name for name, obj in public.items() if ">>> " not in (obj.__doc__ or "")}
    assert without == {
        "sims.sweep.dask_executor"
    }  # it needs a cluster: docs/clusters.md, tests/sims/sweep/test_cluster.py
