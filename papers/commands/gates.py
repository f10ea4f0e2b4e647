"""`gatelemma gates`: a thin wrapper of `theory.gates.optimize` for a file or data with a name."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .parser import real, whole

if TYPE_CHECKING:
    from .gate_data import GateData

METHODS = ("auto (default, by size)", "exhaustive", "branch-and-bound", "local-search", "annealing", "gradient")
NAMED = {"sp": ("sites", "pulse"), "nlgp": ("sites", "xi", "gain", "samples")}  # the options of each


def add_to(commands: Any) -> None:
    """The subcommand, for the parser of `gatelemma`."""
    gates = commands.add_parser(
        "gates",
        help="find the best gates for data, and how far from the best they can be",
        description="Choose K gates and weights that minimize the loss <(y - (1/K) sum_k g_k(x) w_k . x)^2>, the mean square "
        "without a half. The model has no intercept: give the data a column of ones for one.",
        examples=(
            "gatelemma gates --data sp --sites 8 --pulse 2 4 --gates 2 --plot gates.png",
            "gatelemma gates --data nlgp --sites 10 --xi 2 1 --gain 3 --samples 500 --gates 1 --family halfspace --seconds 5",
            r"printf 'x1,x2,y\n1,0,1\n0,1,0\n1,1,1\n2,1,0\n' > small.csv",
            "gatelemma gates small.csv --gates 2 --out gates.json",
            "gatelemma gates small.csv --gates 2 --target x1",
        ),
    )
    add = gates.add_argument
    add("file", nargs="?", metavar="FILE", type=Path, help="CSV (last column y, optional sample_weight) or npz (x, y)")
    add("--target", metavar="NAME", type=str.strip, help="the column of a CSV that is the target (default: the last)")
    add("--gates", metavar="K", type=whole(), required=True, help="how many gates")
    add("--family", metavar="NAME", default="exclusive", help="exclusive (default), table, halfspace, equivariant")
    add(
        "--method",
        metavar="NAME",
        default="auto",
        type=lambda name: name.replace("-", " "),
        help=f"the solver: {', '.join(METHODS)}; not every family has all",
    )
    add("--seconds", metavar="S", type=real(), help="stop after this time, with the best so far")
    add("--budget", metavar="N", type=whole(), help="stop after this much work: nodes, restarts, candidates")
    add("--ridge", metavar="R", type=real(zero=True), default=0.0, help="adds R |w|^2 to what is minimized (default 0)")
    add("--min-points", metavar="N", type=whole(), default=1, help="samples that an exclusive gate needs (default 1)")
    add("--offset", action="store_true", help="half-spaces see a column of ones, the weights do not")
    add("--seed", metavar="N", type=whole(0), default=0, help="seed of every random draw (default 0)")
    add("--out", metavar="FILE", type=Path, help="write gates, weights and bound as JSON; makes its folder")
    add("--plot", metavar="FILE", type=Path, help="draw the gates: a .png, .svg or .pdf")
    add("--data", choices=sorted(NAMED), help="instead of FILE: single pulses, or the nonlinear Gaussian process")
    add("--sites", metavar="L", type=whole(), help="sites of the ring")
    add("--pulse", metavar="N", type=whole(), nargs=2, help="sp: the pulse length where y = 1 and where y = 0")
    add("--xi", metavar="X", type=real(), nargs=2, help="nlgp: the correlation length where y = 1 and where y = 0")
    add("--gain", metavar="G", type=real(), help="nlgp: of erf(gain z)")
    add("--samples", metavar="N", type=whole(), help="nlgp: how many draws")
    gates.set_defaults(run=_gates)


def _gates(arguments: argparse.Namespace) -> int:
    from rich.console import Console

    from theory.gates import optimize
    from theory.gates.family import family_of

    from ..ledger.files import write_atomically
    from ..ledger.usage_error import UsageError
    from .gate_data import notes
    from .gate_output import as_json, lines, listener

    _writable(arguments)
    try:
        family_of(arguments.family)
        data, remarks = _data(arguments)
    except (ValueError, TypeError) as refused:
        raise UsageError(str(refused)) from refused
    for remark in (*remarks, *notes(data, arguments.gates)):
        print(f"note: {remark}", flush=True)
    stopped = _Interrupts()
    with stopped, listener(Console(stderr=True)) as progress:
        try:
            best = optimize(
                data.x,
                data.y,
                arguments.gates,
                arguments.family,
                sample_weight=data.sample_weight,
                method=arguments.method,
                budget=arguments.budget,
                seconds=arguments.seconds,
                ridge=arguments.ridge,
                min_points=arguments.min_points,
                offset=arguments.offset,
                rng=arguments.seed,
                progress=progress,
            )
        except (ValueError, TypeError, MemoryError) as refused:
            raise UsageError(str(refused) or "the data do not fit into memory.") from refused
    if stopped.seen:
        print("gatelemma: interrupted; this is the best so far", file=sys.stderr)
    print("\n".join(lines(data, best)), flush=True)
    if arguments.out is not None:
        write_atomically(arguments.out, as_json(data, best, arguments, stopped.seen))
        print(f"wrote {arguments.out}", flush=True)
    if arguments.plot is not None:
        from .gate_plot import gate_figure

        write_atomically(arguments.plot, gate_figure(data, best, arguments.plot.suffix.lower()[1:]))
        print(f"wrote {arguments.plot}", flush=True)
    return 130 if stopped.seen else 0


def _data(arguments: argparse.Namespace) -> tuple[GateData, list[str]]:
    """The data asked for, and what Python warned of meanwhile."""
    from ..ledger.usage_error import UsageError
    from .gate_data import nlgp, read_data, single_pulses

    wanted = NAMED.get(arguments.data, ())
    given = {name for names in NAMED.values() for name in names if getattr(arguments, name) is not None}
    if (arguments.file is None) == (arguments.data is None):
        raise UsageError(f"give a FILE or --data {' or --data '.join(NAMED)}, and not both; see gatelemma gates --help")
    if arguments.target is not None and arguments.file is None:
        raise UsageError("--target goes with a FILE only.")
    for name in sorted(given - set(wanted)):
        raise UsageError(f"--{name} goes with --data {' or '.join(d for d in NAMED if name in NAMED[d])} only.")
    for name in wanted:
        if name not in given:
            raise UsageError(
                f"--data {arguments.data} needs {', '.join(f'--{n}' for n in wanted)}; --{name} is missing."
            )
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        if arguments.file is not None:
            data = read_data(arguments.file, arguments.target)
        elif arguments.data == "sp":
            if (longest := max(arguments.pulse)) > arguments.sites:
                raise UsageError(f"--pulse must be at most --sites, {arguments.sites}; got {longest}.")
            data = single_pulses(arguments.sites, tuple(arguments.pulse))
        else:
            data = nlgp(arguments.sites, tuple(arguments.xi), arguments.gain, arguments.samples, arguments.seed)
    return data, [" ".join(str(w.message).split()) for w in seen]


def _writable(arguments: argparse.Namespace) -> None:
    """Before the work and not after."""
    from ..ledger.files import apart, same_place, writable_file
    from ..ledger.usage_error import UsageError
    from ..plot_style.saving import FORMATS

    plot: Path | None = arguments.plot
    if plot is not None and plot.suffix.lower() not in FORMATS:
        raise UsageError(f"--plot must end in {', '.join(FORMATS)}; got {plot.name}.")
    if plot is not None and arguments.out is not None and same_place(plot, arguments.out):
        raise UsageError(f"--plot must not be {plot}, which --out writes; name another file.")
    for option, file in (("--out", arguments.out), ("--plot", plot)):
        if file is not None:
            apart(option, file, arguments.file)
            writable_file(file)


class _Interrupts:
    """Ctrl-C raises KeyboardInterrupt as ever, which a solver answers with its best so far; and `seen` remembers it."""

    def __init__(self) -> None:
        self.seen = False
        self.ours = threading.current_thread() is threading.main_thread()

    def __enter__(self) -> None:
        if self.ours:
            self.before = signal.signal(signal.SIGINT, self._note)

    def __exit__(self, *raised: object) -> None:
        if self.ours:
            signal.signal(signal.SIGINT, self.before)

    def _note(self, number: int, frame: Any) -> None:
        self.seen = True
        raise KeyboardInterrupt
