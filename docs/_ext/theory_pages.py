"""One page a topic of the theory: every derivation of the code with its hypotheses, its steps and how each was decided."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable
from functools import cache, partial
from importlib import import_module
from pathlib import Path
from typing import Any

from plain_text import all_names, markdown, paragraphs, prose

from papers.ledger.registry import BUILT_IN, load_paper
from papers.ledger.sources import public_name
from papers.ledger.uses import checked_derivations
from theory import Derivation, Step
from theory.latex.derivations import display, letters
from theory.zero import Decision

PACKAGES = ("theory.emn", "theory.gdln")  # these have their topics as sub-packages
SINGLE = ("theory.gates", "theory.inputs")
FAMILIES = (
    Path(__file__).parent.parent / "choose-gates.md"
)  # its table of gate families is on the page of the gates too


def topics() -> list[str]:
    """The packages that get a page each."""
    below = [m.name for p in PACKAGES for m in pkgutil.iter_modules(import_module(p).__path__, p + ".") if m.ispkg]
    return [*below, *SINGLE]


def derivations(topic: str) -> list[tuple[str, Callable[[], Derivation]]]:
    """The functions of a topic that return a derivation, with their modules, in the order in which the papers come to them."""
    found = []
    for info in pkgutil.walk_packages(import_module(topic).__path__, topic + "."):
        module = import_module(info.name)
        for name, obj in vars(module).items():
            if name.endswith("derivation") and getattr(obj, "__module__", "") == info.name:
                found.append((info.name, obj))
    first = [pair for pair in in_the_papers() if pair in found]
    return first + [pair for pair in found if pair not in first]


@cache
def checked_by() -> dict[tuple[str, Callable[[], Derivation]], list[tuple[str, str]]]:
    """The derivations with their modules, each where the first claim checks it, to slug and id of the claims that do."""
    claims = [(slug, claim) for slug in BUILT_IN for claim in load_paper(slug)[0].claims]
    return {(derive.__module__, derive): carried for derive, carried in checked_derivations(claims).items()}


def in_the_papers() -> list[tuple[str, Callable[[], Derivation]]]:
    """The derivations that the claims check, in the papers' order, with their modules."""
    return list(checked_by())


def target(function: Callable[[], Derivation]) -> str:
    """The name under which other pages link to a derivation."""
    return f"{function.__module__}-{function.__qualname__}".replace(".", "-").replace("_", "-")


def families() -> str:
    """The table of gate families."""
    lines = FAMILIES.read_text(encoding="utf-8").splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith("| family |"))
    end = next(i for i in range(start, len(lines)) if not lines[i].startswith("|"))
    return "\n".join(lines[start:end])


def pages() -> dict[str, Callable[[], str]]:
    return {f"theory/{topic.removeprefix('theory.')}.md": partial(_page, topic) for topic in topics()}


def _page(topic: str) -> str:
    root = topic if topic in SINGLE else topic.rpartition(".")[0]
    title = {"emn": "Mask networks", "gdln": "Gated networks"}.get(root.rpartition(".")[2], "")
    name = topic.rpartition(".")[2].replace("_", " ")
    blocks = [f"# {f'{title}: {name}' if title else name.capitalize()}"]
    blocks += [markdown(p, root) for p in paragraphs(import_module(topic).__doc__ or "")[:1]]  # not the list of files
    blocks += [families()] if topic == "theory.gates" else []
    found = derivations(topic)
    used: set[str] = set()  # files that are spoken of
    for home, function in found:
        about = [] if home in used else paragraphs(import_module(home).__doc__ or "")
        blocks += _section(home, function, about, root)
        used |= {home, _subject(home)}
    others = [name for name in sorted(import_module(topic).__all__) if _home(topic, name) not in {*used, ""}]
    if others:
        blocks.append("## Other functions" if found else "## Functions")
        blocks.append(
            "\n".join(f"- {_link(root, n)}: {_summary(getattr(import_module(topic), n), root)}" for n in others)
        )
    return "\n\n".join(blocks) + "\n"


def _section(home: str, function: Callable[[], Derivation], about: list[str], root: str) -> list[str]:
    """What is shown (`about`: by the module), how; the steps; the functions that rest on it, the claims that check it."""
    derivation = function()
    decisions = derivation.check()
    name = public_name(function)
    blocks = [f"({target(function)})=\n## {markdown(derivation.title, root)}"]
    known = letters(derivation)
    blocks += [prose(" ".join(p.split()), root, known) for p in (*about, paragraphs(function.__doc__ or "")[0])]
    for i, (step, decision) in enumerate(zip(derivation.steps, decisions, strict=True), 1):
        blocks.append(_step(i, step, decision, known, root))
    asked = [d for d, step in zip(decisions, derivation.steps, strict=True) if not step.given]
    held = sum(d.holds is True for d in asked)
    call = f"{{py:obj}}`{name}() <{name}>`" if name in all_names() else f"`{name}()`"
    blocks.append(f"{held} of {len(asked)} steps hold, checked when this page was built; in Python, {call}.")
    homes = {home, _subject(home)}
    public = [
        n for n in sorted(import_module(root).__all__) if _home(root, n) in homes and not n.endswith("derivation")
    ]
    if public:
        blocks.append("Functions that rest on it: " + ", ".join(_link(root, n) for n in public) + ".")
    for slug, ids in _claims(home, function).items():
        names = ", ".join(f"`{id}`" for id in ids)
        blocks.append(f"Claims whose tests reach it, in the [ledger](../ledger/{slug}.md): {names}.")
    return blocks


def _subject(home: str) -> str:
    """The module whose functions a derivation in a file of its own is about: x for x_derivation."""
    return home.removesuffix("_derivation")


def _claims(home: str, function: Callable[[], Derivation]) -> dict[str, list[str]]:
    """The ids of the claims whose tests reach the derivation, by paper."""
    found: dict[str, list[str]] = {}
    for slug, id in checked_by().get((home, function), []):
        found.setdefault(slug, []).append(id)
    return found


def _step(number: int, step: Step, decision: Decision, known: frozenset[str], root: str) -> str:
    indent = " " * (len(str(number)) + 2)
    where = "".join(f"; *assumed:* {prose(a, root, known)}" for a in step.assumptions)
    lines = [
        f"{number}. {prose(step.rule, root, known)}{where} [{_mark(decision)}]{{.decision}}",
        "",
        "$$",
        *display(step, "align*").splitlines(),
        "$$",
    ]
    return "\n".join([lines[0], *(indent + line if line else "" for line in lines[1:])])


def _mark(decision: Decision) -> str:
    return "given" if decision.method == "given" else markdown(f"{decision.word}, by {decision.method}")


def _home(package: str, name: str) -> str:
    """The module that defines a public name; empty for a constant."""
    return str(getattr(getattr(import_module(package), name), "__module__", ""))


def _link(root: str, name: str) -> str:
    return f"{{py:obj}}`{name} <{root}.{name}>`"


def _summary(obj: Any, root: str) -> str:
    return markdown(paragraphs(obj.__doc__ or "")[0], root)
