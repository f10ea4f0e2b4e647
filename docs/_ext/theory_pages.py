"""One page a topic of the theory: every derivation of the code with its hypotheses, its steps and how each was decided."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import Any

import sympy as sp
from plain_text import all_names, markdown, paragraphs

from theory import Derivation
from theory.zero import Decision

PACKAGES = ("theory.emn", "theory.gdln")  # these have their topics as sub-packages
SINGLE = ("theory.gates", "theory.inputs")


def topics() -> list[str]:
    """The packages that get a page each."""
    below = [m.name for p in PACKAGES for m in pkgutil.iter_modules(import_module(p).__path__, p + ".") if m.ispkg]
    return [*below, *SINGLE]


def derivations(topic: str) -> list[tuple[str, Callable[[], Derivation]]]:
    """The functions of a topic that return a derivation, by the name of their module and their own."""
    found = []
    for info in pkgutil.iter_modules(import_module(topic).__path__, topic + "."):
        module = import_module(info.name)
        for name, obj in vars(module).items():
            if name.endswith("derivation") and getattr(obj, "__module__", "") == info.name:
                found.append((info.name, obj))
    return found


def pages() -> dict[str, Callable[[], str]]:
    return {f"theory/{topic.removeprefix('theory.')}.md": partial(_page, topic) for topic in topics()}


def _page(topic: str) -> str:
    root = topic if topic in SINGLE else topic.rpartition(".")[0]
    title = {"emn": "Mask networks", "gdln": "Gated networks"}.get(root.rpartition(".")[2], "")
    name = topic.rpartition(".")[2].replace("_", " ")
    blocks = [f"# {f'{title}: {name}' if title else name.capitalize()}"]
    blocks += [markdown(p, root) for p in paragraphs(import_module(topic).__doc__ or "")]
    found = derivations(topic)
    used: set[str] = set()
    for home, function in found:
        about = [] if home in used else paragraphs(import_module(home).__doc__ or "")
        blocks += _section(home, function, about, root)
        used.add(home)
    others = [name for name in sorted(import_module(topic).__all__) if _home(topic, name) not in used]
    if others:
        blocks.append("## Functions that rest on none of these" if found else "## Functions")
        blocks.append(
            "\n".join(f"- {_link(root, n)}: {_summary(getattr(import_module(topic), n), root)}" for n in others)
        )
    return "\n\n".join(blocks) + "\n"


def _section(home: str, function: Callable[[], Derivation], about: list[str], root: str) -> list[str]:
    """What is shown (`about`: by the module), how, from which hypotheses; the steps; the functions that rest on it."""
    derivation = function()
    decisions = derivation.check()
    name = _public_name(function, root)
    blocks = [f"## {markdown(derivation.title, root)}"]
    blocks += [markdown(p, root) for p in (*about, paragraphs(function.__doc__ or "")[0])]
    blocks += _hypotheses(derivation, root)
    for i, (step, decision) in enumerate(zip(derivation.steps, decisions, strict=True), 1):
        blocks.append(_step(i, step, decision, root))
    asked = [d for d, step in zip(decisions, derivation.steps, strict=True) if not step.given]
    held = sum(d.holds is True for d in asked)
    call = f"{{py:obj}}`{name}() <{name}>`" if name in all_names() else f"`{name}()`"
    blocks.append(f"{held} of {len(asked)} steps hold, checked when this page was built; in Python, {call}.")
    public = [n for n in sorted(import_module(root).__all__) if _home(root, n) == home and not n.endswith("derivation")]
    if public:
        blocks.append("Functions that rest on it: " + ", ".join(_link(root, n) for n in public) + ".")
    return blocks


def _hypotheses(derivation: Derivation, root: str) -> list[str]:
    words = dict.fromkeys(a for step in derivation.steps for a in step.assumptions)
    return ["Hypotheses:\n\n" + "\n".join(f"- {markdown(a, root)}" for a in words)] if words else []


def _step(number: int, step: Any, decision: Decision, root: str) -> str:
    indent = " " * (len(str(number)) + 2)
    lines = [
        f"{number}. {markdown(step.rule, root)} [{_mark(decision)}]{{.decision}}",
        "",
        "$$",
        *f"{sp.latex(step.lhs)} = {sp.latex(step.rhs)}".splitlines(),
        "$$",
    ]
    return "\n".join([lines[0], *(indent + line if line else "" for line in lines[1:])])


def _mark(decision: Decision) -> str:
    word = {True: "holds", False: "refuted", None: "undecided"}[decision.holds]
    return "given" if decision.method == "given" else markdown(f"{word}, by {decision.method}")


def _public_name(function: Any, root: str) -> str:
    package = import_module(root)
    names = [n for n in package.__all__ if getattr(package, n) is function]
    return f"{root}.{names[0]}" if names else f"{function.__module__}.{function.__name__}"


def _home(package: str, name: str) -> str:
    return str(getattr(import_module(package), name).__module__)


def _link(root: str, name: str) -> str:
    return f"{{py:obj}}`{name} <{root}.{name}>`"


def _summary(obj: Any, root: str) -> str:
    return markdown(paragraphs(obj.__doc__ or "")[0], root)
