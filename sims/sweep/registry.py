"""Experiments by name. A worker is given "module:function" and imports it, so functions need not pickle."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable, Mapping
from importlib.metadata import entry_points
from typing import Any, TypeVar

from theory.validation import did_you_mean, one_line

from .spec import SpecError

Experiment = Callable[..., Mapping[str, Any]]  # (rng, **parameters) -> name to number or array
F = TypeVar("F", bound=Experiment)
GROUP = "gatelemma.experiments"
_known: dict[str, str] = {}
_modules: list[str] = []


def experiment(name: str) -> Callable[[F], F]:
    """Register a function `(rng, **parameters) -> {name: number or NumPy array}` under `name`; it stays as it is.

    It must stand at the top level of a module, where a worker process finds it, and draw from `rng` alone.

    Raises ValueError for a name that another function has or that contains a colon.

    Example:
    >>> from sims.sweep import experiment
    >>> @experiment("mean_of_normals")
    ... def mean_of_normals(rng, *, n):
    ...     return {"mean": float(rng.normal(size=n).mean())}
    """

    def register(function: F) -> F:
        reference = f"{function.__module__}:{function.__qualname__}"
        if not isinstance(name, str) or ":" in name or not name:
            raise ValueError(f"an experiment's name must be text without a colon; got {one_line(name)}.")
        if _known.setdefault(name, reference) != reference:
            raise ValueError(f"experiment {name!r} is {_known[name]} already; choose another name for {reference}.")
        return function

    return register


def provide(module: str) -> None:
    """Import `module`, which registers experiments, when a name is first looked up.

    The entry point group `gatelemma.experiments` does the same for the modules of other distributions.

    Example:
    >>> from sims.sweep import provide
    >>> provide("papers.ensemble_mask_networks.experiments")  # "emn_table_1" and others, imported when one is asked for
    """
    if not isinstance(module, str):
        raise TypeError(f"module must be a module's name; got {one_line(module)}.")
    if module not in _modules:
        _modules.append(module)


def reference_of(name: str) -> str:
    """The "module:function" of an experiment's name; such a reference is its own name.

    Raises `SpecError` for an unknown name (with the nearest known one) or a module that cannot be imported.
    """
    if ":" in name:
        return name
    if name not in _known:
        for module in [*_modules, *sorted(e.module for e in entry_points(group=GROUP))]:
            _import(module, f"experiment {name!r}")
    if name in _known:
        return _known[name]
    known = ", ".join(sorted(_known)) or "none"
    hint = did_you_mean(name, _known) or f"known: {known}, or give package.module:function."
    raise SpecError(f"experiment {name!r} is not known; {hint}")


def resolve(reference: str) -> Experiment:
    """The function of a "module:function". Raises `SpecError` where there is none."""
    module, _, function = reference.partition(":")
    found: Any = _import(module, f"experiment {reference!r}")
    for part in function.split("."):
        if not hasattr(found, part):
            near = did_you_mean(part, [n for n in dir(found) if not n.startswith("_")])
            hint = f"; {near}" if near else "."
            raise SpecError(f"experiment {reference!r} is not known: {module} has no {function}{hint}")
        found = getattr(found, part)
    if not callable(found):
        raise SpecError(f"experiment {reference!r} must be a function; it is {one_line(found)}.")
    return found


def check_parameters(name: str, function: Experiment, parameters: Mapping[str, Any]) -> None:
    """Refuse, before any work, parameters that the function does not take or lacks. Raises `SpecError`."""
    try:
        signature = inspect.signature(function)
    except ValueError:  # compiled, and does not say
        return
    try:
        signature.bind(None, **parameters)
    except TypeError as wrong:
        taken = list(signature.parameters)[1:]
        strange = [p for p in parameters if p not in taken]
        hint = f"; {strange[0]} is none of {', '.join(taken)}" if strange and taken else ""
        raise SpecError(f"experiment {name!r} takes (rng, ...) as {signature}: {wrong}{hint}.") from wrong


def _import(module: str, what: str) -> Any:
    try:
        return importlib.import_module(module)
    except (Exception, SystemExit) as broken:
        reason = str(broken).splitlines()[0] if str(broken) else ""
        raise SpecError(f"{what}: {module} cannot be imported: {type(broken).__name__}: {reason}.") from broken
