"""Run the notebooks and keep what they show: python notebooks/refresh.py [NAME ...]

Each notebook is a pair: NAME.py, its text, and NAME.ipynb, the same with outputs. This makes the second from the first.
"""

import sys
from copy import deepcopy
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import jupytext
import nbformat
from nbclient import NotebookClient

HERE = Path(__file__).parent
TEXT = "py:percent"
METADATA: dict[str, Any] = {
    "jupytext": {
        "formats": f"ipynb,{TEXT}",
        "notebook_metadata_filter": "jupytext,-jupytext.text_representation,-kernelspec",
    },
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
}


def names() -> list[str]:
    return sorted(path.stem for path in HERE.glob("*.py") if path.stem != Path(__file__).stem)


def from_text(text: str) -> Any:
    """The notebook without outputs: its cells numbered for ids, and nothing of the machine in its metadata."""
    notebook = jupytext.reads(text, fmt=TEXT)
    notebook.metadata = nbformat.from_dict(METADATA)
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    for number, cell in enumerate(notebook.cells, 1):
        cell.id = f"cell-{number:02d}"
    return notebook


def run(notebook: Any) -> Any:
    """A copy with its outputs, run in an empty folder; raises at the first cell that does."""
    done = deepcopy(notebook)
    with TemporaryDirectory() as folder:
        where = {"metadata": {"path": folder}}
        NotebookClient(done, timeout=300, kernel_name="python3", resources=where, coalesce_streams=True).execute()
    return stripped(done)


def stripped(notebook: Any) -> Any:
    """Without numbers and times of execution, and without the words that stand in for a figure or a formula."""
    for cell in notebook.cells:
        cell.metadata = nbformat.from_dict({})
        if cell.cell_type == "code":
            cell.execution_count = None
            for output in cell.outputs:
                if "execution_count" in output:
                    output.execution_count = None
                if len(data := output.get("data", {})) > 1:
                    data.pop("text/plain", None)
    notebook.metadata = nbformat.from_dict(METADATA)
    return notebook


def main(wanted: list[str]) -> None:
    for name in wanted or names():
        text = (HERE / f"{name}.py").read_text(encoding="utf-8")
        written = nbformat.writes(run(from_text(text))) + "\n"
        (HERE / f"{name}.ipynb").write_text(written, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
