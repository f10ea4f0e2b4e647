"""`gatelemma sweep run|status|export|show`: a thin wrapper of `sims.sweep`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

from ..ledger.words import counted
from .parser import whole
from .sweep_arguments import assignment, executor_of, existing_store, spec_of, store_path

REASONS = 10  # failed cells listed
RUN = (
    r"""printf 'experiment = "emn_table_1"\nseeds = 2\n[grid]\nn = [2, 3]\nepochs = [1, 2]\n' > small.toml""",
    r"""printf '[fixed]\ncondition = "control"\nmeta_epochs = 1\n' >> small.toml""",
    "gatelemma sweep run small.toml",
)
EXAMPLES = {
    "run": RUN,
    "status": (*RUN[:2], "gatelemma sweep status small.toml"),
    "export": (*RUN, "gatelemma sweep export small.toml --out small.csv"),
    "show": (*RUN, "gatelemma sweep show small.toml --x n --y epochs --value mean_square_1"),
}
Command = Callable[[argparse.Namespace], int]


def add_to(commands: Any) -> None:
    """The subcommands, for the parser of `gatelemma`."""
    sweep = commands.add_parser(
        "sweep",
        help="run an experiment on a grid, and look at the results",
        description="Run an experiment on a grid of parameters, on every core or on a cluster, and look at the results.",
        examples=(*RUN[:2], "gatelemma sweep status small.toml"),
    )
    kinds = sweep.add_subparsers(dest="sweep", required=True, metavar="run|status|export|show")

    def add(name: str, command: Command, help: str) -> Any:
        parser = kinds.add_parser(name, help=help, description=f"{help[0].upper()}{help[1:]}.", examples=EXAMPLES[name])
        parser.add_argument("spec", metavar="SPEC", type=Path, help="a TOML file: experiment, seeds, [grid], [fixed]")
        parser.add_argument("--store", metavar="FILE", type=Path, help="where results are kept (default: SPEC.sqlite)")
        parser.set_defaults(run=command)
        return parser

    run = add("run", _run, "compute what is missing; Ctrl-C keeps what is finished")
    where = run.add_mutually_exclusive_group()
    where.add_argument("--workers", type=whole(), default=None, help="processes (default: the cores)")
    where.add_argument("--dask", metavar="ADDRESS", help="compute on the workers of this Dask scheduler instead")
    run.add_argument("--retry", action="store_true", help="repeat the cells that failed, and only those")
    add("status", _status, "count the cells that are done, failed and missing")
    export = add("export", _export, "write the results as CSV")
    export.add_argument("--out", metavar="FILE", type=Path, help="the file (default: standard output)")
    show = add("show", _show, "draw a heat map of one number over two axes, averaged over seeds")
    for name, what in (
        ("x", "axis to the right"),
        ("y", "axis upwards"),
        ("value", "number to show, a column of export"),
    ):
        show.add_argument(f"--{name}", metavar="NAME", required=True, help=what)
    show.add_argument("--at", metavar="NAME=VALUE", action="append", default=[], help="fix another axis; once for each")
    show.add_argument("--out", metavar="FILE", type=Path, help="a .png, .svg or .pdf (default: SPEC.png)")


def _one_line(command: Command) -> Command:
    """What a person can mend, in one line and with exit status 2."""

    @wraps(command)
    def run(arguments: argparse.Namespace) -> int:
        from sims.store import StoreError
        from sims.sweep import SpecError

        from ..ledger.usage_error import UsageError

        try:
            return command(arguments)
        except (SpecError, StoreError) as refused:
            raise UsageError(str(refused)) from refused

    return run


@_one_line
def _run(arguments: argparse.Namespace) -> int:
    from rich.console import Console

    from sims.sweep import SweepBroken, run, status

    from .sweep_progress import listener

    spec, path = spec_of(arguments), store_path(arguments)
    try:
        with executor_of(arguments, spec) as executor, listener(Console()) as progress:
            found = run(
                spec, path, workers=arguments.workers, retry=arguments.retry, executor=executor, progress=progress
            )
    except (KeyboardInterrupt, SweepBroken) as stopped:
        if isinstance(stopped, SweepBroken):
            print(f"gatelemma: {' '.join(str(stopped).split())}", file=sys.stderr)
        else:
            print("gatelemma: interrupted; run it again to continue", file=sys.stderr)
        with existing_store(path) as store:
            _print(status(spec, store).lines())
        return 1 if isinstance(stopped, SweepBroken) else 130
    _print(found.lines())
    if found.failed:
        failed, again = (
            counted(len(found.failed), "failed cell"),
            "" if arguments.retry else ", repeat them with --retry",
        )
        _print([f"{failed}: gatelemma sweep status tells the reasons{again}"])
    return 1 if found.failed else 0


@_one_line
def _status(arguments: argparse.Namespace) -> int:
    from sims.sweep import status

    spec = spec_of(arguments)
    with existing_store(store_path(arguments)) as store:
        found = status(spec, store)
        _print(found.lines())
        for key, cell in list(found.failed.items())[:REASONS]:
            record = store.get(key) if store else None
            _print([f"failed: {cell}: {record.reason if record else ''}"])
    if len(found.failed) > REASONS:
        _print([f"and {len(found.failed) - REASONS} more; all are in gatelemma sweep export"])
    return 0


@_one_line
def _export(arguments: argparse.Namespace) -> int:
    from sims.sweep import csv_text

    from ..ledger.files import apart, write_atomically

    spec = spec_of(arguments)
    apart("--out", arguments.out, arguments.spec, store_path(arguments))
    with existing_store(store_path(arguments), needed=True) as store:
        text, arrays = csv_text(spec, store), store.array_names(spec.experiment)
    if arrays:
        print(f"gatelemma: arrays stay in the store: {', '.join(arrays)}", file=sys.stderr)
    if arguments.out is None:
        sys.stdout.write(text)
    else:
        write_atomically(arguments.out, text)
        _print([f"wrote {arguments.out}"])
    return 0


@_one_line
def _show(arguments: argparse.Namespace) -> int:
    from sims.sweep import SpecError, two_way

    from ..ledger.files import apart, write_atomically
    from ..ledger.usage_error import UsageError
    from ..pages.heatmap import heat_map
    from ..plot_style.saving import FORMATS

    out = arguments.out or Path(arguments.spec.with_suffix(".png").name)
    if out.suffix.lower() not in FORMATS:
        raise UsageError(f"--out must end in {', '.join(FORMATS)}; got {out.name}.")
    apart("--out", out, arguments.spec, store_path(arguments))
    at = dict(assignment(text) for text in arguments.at)
    spec = spec_of(arguments)
    with existing_store(store_path(arguments), needed=True) as store:
        try:
            found = two_way(spec, store, arguments.x, arguments.y, arguments.value, at)
        except SpecError as refused:
            if arguments.value not in store.array_names(spec.experiment):
                raise
            raise UsageError(
                f"--value must name a number; {arguments.value} is an array. Have the experiment return the entry to draw "
                "as a number of its own, or read the array in Python: store.arrays(cell.key)."
            ) from refused
    write_atomically(out, heat_map(found, out.suffix.lower()[1:]))
    _print([f"wrote {out}"])
    most, of = found.count.max(), f"of {found.count.size} pairs"
    if blank := int((found.count == 0).sum()):
        _print([f"note: {blank} {of} are blank, no cell of theirs is done: see gatelemma sweep status"])
    if fewer := int(((found.count > 0) & (found.count < most)).sum()):
        _print([f"note: {fewer} {of} average fewer than {most} seeds: see gatelemma sweep status"])
    return 0


def _print(lines: list[str]) -> None:
    print("\n".join(lines), flush=True)
