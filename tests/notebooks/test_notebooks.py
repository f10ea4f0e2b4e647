"""Every notebook is a pair of a text and the same with outputs; both run from top to bottom, and their asserts are the tests."""

import ast
import re
import runpy
from copy import deepcopy
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import matplotlib as mpl
import pytest

jupytext = pytest.importorskip("jupytext", reason="the extra `notebooks` is not installed")
nbformat = pytest.importorskip("nbformat")

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "notebooks"
NAMES = (
    "a_learned_weights",
    "b_rates_and_limits",
    "c_second_order",
    "d_three_gate_structures",
    "e_best_gates",
    "f_localized_fields",
    "g_your_own_paper",
)
QUICK = ("d_three_gate_structures", "e_best_gates")
LARGEST = 400_000  # bytes
MACHINE = re.compile(
    r"(?<![\w.:/~<-])/(?:home|Users|root|work|opt|tmp|private|var|usr)/\w|[A-Z]:\\\\|site-packages|ipykernel"
)
NUMBER = re.compile(r"[-+]?\d[\d.,]*(?:e[-+]?\d+)?(?:/\d+)?")
TIME = re.compile(r"\b\d+(\.\d+)? ?(s|ms|seconds)\b")


def text_of(name: str) -> str:
    return (FOLDER / f"{name}.py").read_text(encoding="utf-8")


def committed(name: str) -> Any:
    return nbformat.read(FOLDER / f"{name}.ipynb", as_version=4)


@pytest.fixture(scope="module")
def refresh() -> SimpleNamespace:
    """notebooks/refresh.py, which makes the notebooks from their texts."""
    return SimpleNamespace(**runpy.run_path(str(FOLDER / "refresh.py")))


def complaints(notebook: Any) -> list[str]:
    """What must not be in a notebook that is kept: traces of the machine and of one run, errors and warnings."""
    found = []
    if set(notebook.metadata) != {"jupytext", "kernelspec"}:
        found.append(f"metadata {sorted(notebook.metadata)}")
    for number, cell in enumerate(notebook.cells, 1):
        where = f"cell-{number:02d}"
        if cell.id != where:
            found.append(f"{where} has the id {cell.id}")
        if cell.metadata:
            found.append(f"{where} has metadata {dict(cell.metadata)}")
        if cell.cell_type != "code":
            continue
        numbers = [cell.execution_count, *(output.get("execution_count") for output in cell.outputs)]
        if any(number is not None for number in numbers):
            found.append(f"{where} has an execution count")
        for output in cell.outputs:
            if output.output_type == "error" or output.get("name") == "stderr":
                found.append(f"{where} shows an error or a warning")
            shown = [output.get("text", ""), *(v for k, v in output.get("data", {}).items() if k.startswith("text/"))]
            hits = [sign.search(text) for sign in (MACHINE, TIME) for text in shown]
            found += [f"{where} shows {hit[0]}" for hit in hits if hit]
    return found


def shapes(notebook: Any) -> list[list[Any]]:
    """The kinds of outputs of each cell, which are the same on every machine."""
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    return [[(o.output_type, *sorted(o.get("data", {})), o.get("name")) for o in cell.outputs] for cell in cells]


def words(notebook: Any) -> list[list[str]]:
    """What each cell prints and which formulas it shows; numbers as #, since their last digits are the machine's."""
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    return [
        [NUMBER.sub("#", o.get("text", "")) + o.get("data", {}).get("text/markdown", "") for o in cell.outputs]
        for cell in cells
    ]


def test_the_folder_holds_these_pairs_and_the_script() -> None:
    names = {f"{name}.{kind}" for name in NAMES for kind in ("py", "ipynb")}
    assert {path.name for path in FOLDER.iterdir() if path.is_file()} == names | {"refresh.py", "README.md"}
    listed = re.findall(r"\((\w+)\.ipynb\)", (FOLDER / "README.md").read_text(encoding="utf-8"))
    assert listed == list(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_pairs_agree(name: str, refresh: SimpleNamespace) -> None:
    """The text is jupytext's conversion of the notebook, and the notebook's inputs are the text's cells."""
    notebook, text = committed(name), text_of(name)
    nbformat.validate(notebook)
    assert jupytext.writes(notebook, fmt="py:percent") == text
    stripped = deepcopy(notebook)
    for cell in stripped.cells:
        if cell.cell_type == "code":
            cell.outputs = []
    assert stripped == refresh.from_text(text)


@pytest.mark.parametrize("name", NAMES)
def test_what_is_kept(name: str) -> None:
    """Outputs that open anywhere: figures and checked derivations, small, without paths and times."""
    notebook = committed(name)
    assert complaints(notebook) == []
    assert (FOLDER / f"{name}.ipynb").stat().st_size < LARGEST
    kinds = [kind for cell in shapes(notebook) for output in cell for kind in output]
    assert "image/png" in kinds
    assert "text/markdown" in kinds
    shown = "".join(
        o.data["text/markdown"]
        for c in notebook.cells
        for o in c.get("outputs", [])
        if "data" in o and "text/markdown" in o.data
    )
    assert "(*holds: " in shown
    assert "undecided" not in shown
    assert not re.search(r"\(\*refuted", shown)
    words = re.sub(r"\$\$.*?\$\$|\$[^$\n]+\$", "", shown, flags=re.DOTALL)  # what is left beside the formulas
    assert re.findall(r".*(?:\^|\\_|\$).*", words) == []


@pytest.mark.parametrize("name", NAMES)
def test_it_asserts_and_tells_its_story(name: str) -> None:
    tree = ast.parse(text_of(name))
    checks = [node for node in ast.walk(tree) if isinstance(node, ast.Assert)]
    assert len(checks) >= 5
    assert not any(isinstance(node.test, ast.Constant) for node in checks)
    words = text_of(name)
    parts = ["**Question.**", "erivation", "as a NumPy function", "imulation", "## What breaks it"]
    assert [part for part in parts if part not in words] == []


@pytest.mark.parametrize("name", QUICK)
def test_the_text_runs(name: str) -> None:
    with mpl.rc_context():  # a notebook sets the style for all its cells
        runpy.run_path(str(FOLDER / f"{name}.py"))


@pytest.mark.full
@pytest.mark.parametrize("name", NAMES)
def test_a_copy_runs(name: str, refresh: SimpleNamespace) -> None:
    """In a kernel of its own and an empty folder; it shows what the kept one shows, without warnings."""
    before = (FOLDER / f"{name}.ipynb").read_bytes()
    done = refresh.run(refresh.from_text(text_of(name)))
    assert complaints(done) == []
    assert shapes(done) == shapes(committed(name))
    assert words(done) == words(committed(name))  # or python notebooks/refresh.py has not been called
    assert (FOLDER / f"{name}.ipynb").read_bytes() == before


SMALL = """# %% [markdown]
# A small one.

# %%
print("out")
1 + 1
"""


def test_a_small_notebook_is_run_and_stripped(refresh: SimpleNamespace) -> None:
    done = refresh.run(refresh.from_text(SMALL))
    assert complaints(done) == []
    stream, value = done.cells[1].outputs
    assert (stream.text, value.data["text/plain"]) == ("out\n", "2")
    assert refresh.run(refresh.from_text(SMALL)) == done


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("import sys; print('/' + 'tmp/x')", "cell-02 shows /tmp/x"),
        ("print('done [1.0 s]')", "cell-02 shows 1.0 s"),
        ("import warnings; warnings.warn('careful')", "cell-02 shows an error or a warning"),
    ],
)
def test_traces_are_seen(line: str, complaint: str, refresh: SimpleNamespace) -> None:
    found = complaints(refresh.run(refresh.from_text(SMALL.replace("1 + 1", line))))
    assert complaint in found


def test_a_failed_assert_stops_the_run(refresh: SimpleNamespace) -> None:
    with pytest.raises(Exception, match="(?s)AssertionError.*wrong"):
        refresh.run(refresh.from_text(SMALL.replace("1 + 1", "assert 1 + 1 == 3, 'wrong'")))
