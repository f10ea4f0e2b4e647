"""The pages of the documentation: connected, built without a warning, and their code runs as a reader runs it."""

import contextlib
import doctest
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import settings

from papers.cli import main

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = sorted(DOCS.glob("*.md"))
Extension = Callable[[str], ModuleType]
OPTIONS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
BLOCK = re.compile(r"^```(?P<kind>[^\n]*)\n(?P<body>.*?)^```$", flags=re.M | re.S)


@pytest.fixture(scope="module")
def generated(extension: Extension) -> set[str]:
    """The pages that stand in no file before the build."""
    return {f"_generated/{name}" for name in extension("generate").pages()}


def without_code(text: str) -> str:
    return BLOCK.sub("", text)


def test_every_page_is_in_a_toctree(generated: set[str]) -> None:
    """Starting at the index; the generated ones too."""
    known = {page.name for page in PAGES} | generated
    reached, waiting = set(), ["index.md"]
    while waiting:
        page = waiting.pop()
        if page in reached:
            continue
        reached.add(page)
        if page.startswith("_generated/"):
            continue
        for block in BLOCK.finditer((DOCS / page).read_text(encoding="utf-8")):
            if block["kind"] == "{toctree}":
                entries = [line for line in block["body"].splitlines() if line and not line.startswith(":")]
                found = [name for entry in entries for name in known if name.rpartition(".")[0] == entry]
                assert len(found) == len(entries), (page, entries)
                waiting += found
    assert known - reached == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_links_lead_to_files(page: Path, generated: set[str]) -> None:
    text = without_code(page.read_text(encoding="utf-8"))
    assert text.startswith("# ")
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        name = target.partition("#")[0]
        if name and not name.startswith(("http://", "https://")):
            assert (DOCS / name).is_file() or name in generated, target


def names_in_roles(text: str) -> list[str]:
    return re.findall(r"\{py:obj\}`[^`<]*<([^>`]+)>`", text)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_names_that_are_linked_exist(page: Path, extension: Extension) -> None:
    names = names_in_roles(page.read_text(encoding="utf-8"))
    assert set(names) <= extension("plain_text").all_names()


def run_shell(lines: str) -> None:
    """Each line is a command of ours; exit status 0 unless it ends in a comment that says otherwise."""
    for line in lines.splitlines():
        command, _, status = line.partition("  # exit status ")
        program, *arguments = shlex.split(command)
        assert program == "gatelemma", line
        stated = int(status or 0)
        with contextlib.redirect_stderr(io.StringIO()) as errors:
            try:
                found = main(arguments)
            except SystemExit as left:
                found = int(left.code or 0)
        assert found == stated, f"{line}: exit status {found}, {errors.getvalue()}"


def run_page(text: str) -> Iterator[str]:
    """Run its blocks in order: python in one namespace, sh by command, a file where it has a caption; output is compared.

    Blocks of any other kind, as text, are not run: what takes minutes, or is no command of ours.
    """
    namespace: dict[str, Any] = {"__name__": "page"}
    printed = ""
    for block in BLOCK.finditer(text):
        kind, body = block["kind"].strip(), block["body"]
        caption = re.match(r":caption: (\S+)\n\n?", body)
        if caption:
            Path(caption[1]).parent.mkdir(exist_ok=True)
            Path(caption[1]).write_text(body[caption.end() :], encoding="utf-8")
        elif kind in ("python", "sh"):
            with contextlib.redirect_stdout(io.StringIO()) as out:
                exec(compile(body, "page", "exec"), namespace) if kind == "python" else run_shell(body)
            printed = out.getvalue()
        elif kind == "output":
            checker = doctest.OutputChecker()
            if not checker.check_output(body, printed, OPTIONS):
                example = doctest.Example("", body)
                yield checker.output_difference(example, printed, OPTIONS)


NEEDS_A_CLUSTER = "clusters"  # tests/sims/sweep/test_cluster.py has one
HAS_CODE = re.compile(r"^```(python|sh)$", flags=re.M)
RUNNABLE = [
    page for page in PAGES if page.stem != NEEDS_A_CLUSTER and HAS_CODE.search(page.read_text(encoding="utf-8"))
]


@pytest.mark.parametrize("page", RUNNABLE, ids=lambda page: page.stem)
def test_code_runs(page: Path, tmp_path: Path) -> None:
    """In a process of its own, as a reader runs it: what other tests have imported changes what Hypothesis tries."""
    command = [sys.executable, str(Path(__file__).resolve()), str(page)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stdout + done.stderr


def run_alone(page: Path) -> int:
    """Run one page here; the exit status says whether its code and its outputs hold."""
    sys.path[0] = ""  # the folder the reader is in, not that of the tests
    settings.register_profile("page", deadline=None)
    settings.load_profile("page")
    wrong = list(run_page(page.read_text(encoding="utf-8")))
    print("\n".join(wrong))
    return len(wrong)


@pytest.mark.full
def test_it_builds_without_a_warning(tmp_path: Path, generated: set[str]) -> None:
    """Offline: no page asks for anything elsewhere, and every formula is MathML."""
    pytest.importorskip("sphinx", reason="the extra docs is not installed")
    shutil.copytree(DOCS, tmp_path / "docs", ignore=shutil.ignore_patterns("_build", "_generated", "__pycache__"))
    command = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", "docs", "built"]
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, timeout=900)
    assert (done.returncode, done.stderr) == (0, "")
    pages = {path: path.read_text(encoding="utf-8") for path in (tmp_path / "built").rglob("*.html")}
    assert len(pages) > len(PAGES) + len(generated)
    loaded = re.compile(
        r"<(?:script|img|iframe)[^>]*\ssrc=\"(?:https?:)?//|<link[^>]*rel=\"(?!canonical)[^>]*href=\"(?:https?:)?//"
    )
    assert [path.name for path, text in pages.items() if loaded.search(text)] == []
    theory = (tmp_path / "built" / "_generated" / "theory" / "gdln.flows.html").read_text(encoding="utf-8")
    assert theory.count("<math ") > 20
    assert "refuted" not in theory


if __name__ == "__main__":
    sys.exit(run_alone(Path(sys.argv[1])))
