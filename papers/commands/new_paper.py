"""`gatelemma new-paper SLUG`: a small paper folder that runs, or with `--from paper.tex` a claim for each numbered equation."""

from __future__ import annotations

import argparse
import keyword
import shutil
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from ..ledger.usage_error import UsageError
from .tex.files import joined

TEMPLATE = Path(__file__).parent / "template"


def add_to(commands: Any) -> None:
    """The subcommand, for the parser of `gatelemma`."""
    new = commands.add_parser(
        "new-paper",
        help="write a small paper folder that runs",
        description="Write the folder SLUG here, with two small claims that run; or, from a LaTeX source, with an undecided "
        "claim for each numbered equation.",
        examples=(
            "gatelemma new-paper my_paper && gatelemma verify ./my_paper",
            r"printf '%s\n' '\begin{equation}' '(x + 1)^2 = x^2 + 2 x + 1' '\end{equation}' > paper.tex",
            "gatelemma new-paper another_paper --from paper.tex; gatelemma verify ./another_paper",
        ),
    )
    new.add_argument("slug", metavar="SLUG", help="the folder's name, a lower-case Python name")
    new.add_argument(
        "--from", dest="source", metavar="TEX", type=Path, help="a LaTeX file; files that it inputs are read too"
    )
    new.set_defaults(run=_new_paper)


def _new_paper(arguments: argparse.Namespace) -> int:
    read = joined(arguments.source) if arguments.source else None  # once: a pipe is empty then
    folder = _write(arguments.slug, Path.cwd(), arguments.source, read)
    if read is not None:
        from .tex.claims import identified
        from .tex.remarks import remarks
        from .unreadable import of_equations

        latex, told = read
        told = (*told, *remarks(latex))
        for remark in (*told, *of_equations(identified(latex), told)):
            print(f"gatelemma: {remark}", file=sys.stderr)
    print(f"wrote {folder}; run it with: gatelemma verify ./{folder.name}")
    return 0


def new_paper(slug: str, where: Path | None = None, source: Path | None = None) -> Path:
    """Write the folder `slug` under `where` (default: here) and return it. Refuses names and folders it cannot use.

    Without a `source` it has one claim that holds and one that is refuted. With one, a LaTeX file, it has a claim for each
    numbered equation, of the files that it inputs too, undecided until the reader writes its sides as code.
    """
    return _write(slug, where or Path.cwd(), source, joined(source) if source else None)


def _write(slug: str, where: Path, source: Path | None, read: tuple[str, tuple[str, ...]] | None) -> Path:
    """`read` is the text of the source, and what of it could not be read."""
    if not slug.isidentifier() or keyword.iskeyword(slug) or slug.lower() != slug:
        raise UsageError(f"slug must be a lower-case Python name such as my_paper; got {slug!r}.")
    folder = where / slug
    if folder.exists():
        raise UsageError(f"{folder} exists already; choose another slug or remove it.")
    if slug in sys.modules or slug in sys.stdlib_module_names or find_spec(slug):
        raise UsageError(f"slug must not be the name of a module, which it would hide; got {slug!r}. Try my_{slug}.")
    files = {f.stem: f.read_text(encoding="utf-8") for f in TEMPLATE.iterdir() if f.suffix == ".txt"}
    if source is not None and read is not None:
        from .tex.claims import claims, entitled  # here, so that the command answers before it loads a library

        latex, told = read
        files = {"__init__.py": entitled(files["__init__.py"], latex), "claims.py": claims(latex, source, told)}
    partial = folder.with_name(folder.name + ".partial")
    try:
        partial.mkdir()
    except OSError as refused:  # what stands there already is not ours to remove
        raise UsageError(f"cannot write {partial}: {refused.strerror}.") from refused
    try:
        for name, text in sorted(files.items()):
            (partial / name).write_text(text.replace("SLUG", slug), encoding="utf-8")
        partial.rename(folder)
    except OSError as refused:
        shutil.rmtree(partial, ignore_errors=True)
        raise UsageError(f"cannot write {folder}: {refused.strerror}.") from refused
    return folder
