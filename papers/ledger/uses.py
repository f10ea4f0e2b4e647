"""What a claim's test uses: the modules it runs through, and the derivations it checks. Found in the code, not typed."""

from __future__ import annotations

import dis
import functools
import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib import import_module
from importlib.util import resolve_name
from types import CodeType, FunctionType, ModuleType
from typing import Any

from .claim import Claim

OURS = ("theory", "sims", "papers")
LEDGER = ("papers.ledger", "papers.plot_style")


@dataclass(frozen=True)
class Uses:
    """`modules`: our modules and others' packages by name; `derivations`: functions that return a Derivation."""

    modules: frozenset[str]
    derivations: tuple[Callable[..., Any], ...]


def uses(claim: Claim) -> Uses:
    """What the test and the statements of a claim reach, by the names in their code and in the code of what those name.

    A function's names are looked up in its module; a name of a module it names counts where the module has it. That is
    what the test can call, a little more than what it does call; what is only reached by a string is not seen.
    """
    search = _Search((*OURS, *_home(claim.test)))
    for start in (claim.test, claim.printed.says, claim.corrected and claim.corrected.says, *claim.wrong.values()):
        search.visit(start)
    search.finish()
    found = sorted(search.derivations, key=lambda f: (f.__module__, f.__qualname__))
    return Uses(frozenset(search.modules), tuple(found))


def checked_derivations(claims: Iterable[tuple[str, Claim]]) -> dict[Callable[..., Any], list[tuple[str, str]]]:
    """The derivations that the tests of `claims` check, each at the first that does, with slug and id of all that do.

    `claims` are pairs of a paper's slug and a claim of it.
    """
    found: dict[Callable[..., Any], list[tuple[str, str]]] = {}
    for slug, claim in claims:
        for derive in uses(claim).derivations:
            found.setdefault(derive, []).append((slug, claim.id))
    return found


class _Search:
    """Functions seen, names seen, and the classes whose members are looked at once one of their names is seen."""

    def __init__(self, ours: tuple[str, ...]) -> None:
        self.ours = ours
        self.seen: set[int] = set()
        self.kept: list[Any] = []  # so that no id is used again
        self.names: set[str] = set()
        self.classes: list[type] = []
        self.modules: set[str] = set()
        self.derivations: list[Callable[..., Any]] = []

    def visit(self, thing: Any) -> None:
        if thing is None or id(thing) in self.seen:
            return
        self.seen.add(id(thing))
        self.kept.append(thing)
        if isinstance(thing, functools.partial):
            for part in (thing.func, *thing.args, *thing.keywords.values()):
                self.visit(part)
        elif isinstance(thing, dict):
            self.visit(tuple(thing.values()))
        elif isinstance(thing, tuple | list | set | frozenset):
            for part in thing:
                self.visit(part)
        elif isinstance(thing, ModuleType):
            self._module(thing.__name__)
        else:
            inner = inspect.unwrap(getattr(thing, "__func__", thing)) if callable(thing) else thing
            self.visit(inner) if inner is not thing else self._code(thing)

    def _code(self, thing: Any) -> None:
        home = getattr(thing if isinstance(thing, type | FunctionType) else type(thing), "__module__", None) or ""
        if isinstance(thing, FunctionType) and self._is_ours(home):
            self._module(home)
            if thing.__annotations__.get("return") == "Derivation":
                self.derivations.append(thing)
            self.visit(tuple(c.cell_contents for c in thing.__closure__ or () if _filled(c)))
            self.visit(thing.__defaults__)
            self._names(thing.__code__, thing.__globals__)
        elif isinstance(thing, type) and self._is_ours(home):
            self._module(home)
            self.classes.append(thing)
        elif not self._is_ours(home):
            self._module(home)

    def _module(self, name: str) -> None:
        if not name.startswith(LEDGER):
            self.modules.add(name if self._is_ours(name) else name.split(".")[0])

    def _is_ours(self, name: str) -> bool:
        return name.split(".")[0] in self.ours

    def _names(self, code: CodeType, space: dict[str, Any]) -> None:
        """What the names in the code, and in the code inside it, stand for."""
        self.names.update(code.co_names)
        named = [space[name] for name in code.co_names if name in space]
        for name in _imports(code, space.get("__package__") or ""):
            self._module(name)
            named += [import_module(name)] if self._is_ours(name) else []
        for value in named:
            self.visit(value)
            if isinstance(value, ModuleType) and self._is_ours(value.__name__):
                self.visit([getattr(value, name) for name in code.co_names if hasattr(value, name)])
        for inner in code.co_consts:
            if isinstance(inner, CodeType):
                self._names(inner, space)

    def finish(self) -> None:
        """Members of classes whose name some code has, until there is nothing new."""
        before = -1
        while before != len(self.seen):
            before = len(self.seen)
            for found in list(self.classes):
                for base in found.__mro__:
                    for name, member in vars(base).items() if self._is_ours(base.__module__) else ():
                        if name in self.names or name in ("__init__", "__post_init__", "__call__"):
                            self.visit(getattr(member, "fget", None) or getattr(member, "func", None) or member)


def _home(test: Any) -> tuple[str, ...]:
    """The package of the claim's own test, which may be anybody's."""
    while isinstance(test, functools.partial):
        test = test.func
    return (test.__module__.split(".")[0],) if isinstance(test, FunctionType) else ()


@functools.cache
def _imports(code: CodeType, package: str) -> tuple[str, ...]:
    """The modules imported inside a function, by their whole names."""
    steps = list(dis.get_instructions(code))
    return tuple(
        resolve_name("." * level.argval + step.argval, package) if level.argval else step.argval
        for level, _, step in zip(steps, steps[1:], steps[2:], strict=False)
        if step.opname == "IMPORT_NAME"
    )


def _filled(cell: Any) -> bool:
    try:
        return cell.cell_contents is not None
    except ValueError:
        return False
