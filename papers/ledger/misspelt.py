"""An exception in words; a keyword or an attribute that is not there with the nearest of those that are."""

from __future__ import annotations

import inspect
import re
import traceback
from enum import EnumType
from types import FunctionType, MethodType, ModuleType
from typing import Any

UNKNOWN = re.compile(r"(?P<called>[\w.<>]+)\(\) got an unexpected keyword argument '(?P<word>\w+)'")


def in_words(raised: BaseException) -> str:
    """ "TypeError: Claim has no argument 'statment'; did you mean statement?"; else the type and the message.

    Example:
    >>> from papers import Statement
    >>> from papers.ledger.misspelt import in_words
    >>> try:
    ...     Statement(latx="x = 1")
    ... except TypeError as raised:
    ...     in_words(raised)
    "TypeError: Statement has no argument 'latx'; did you mean latex?"
    """
    from theory.validation import did_you_mean  # here, so that the command can say so where `theory` is not ours

    message = str(raised)
    found = UNKNOWN.match(message) if isinstance(raised, TypeError) else None
    if found and (known := _arguments(raised, found["called"])):
        called = found["called"].removesuffix(".__init__").rpartition(".<locals>.")[2]
        near = did_you_mean(found["word"], known) or f"it takes {', '.join(known)}"
        message = f"{called} has no argument {found['word']!r}; {near}"
    elif isinstance(raised, AttributeError) and (known := _attributes(raised)):
        if isinstance(raised.obj, EnumType):  # its message is the name alone, or more, as Python's version has it
            message = f"{raised.obj.__name__} has no attribute {raised.name!r}"
        near = did_you_mean(str(raised.name), known)
        message += f"; {near}" if near else ""
    elif isinstance(raised, AssertionError) and not message:
        message = "a test says what it found by the Outcome that it returns, with a counterexample where it fails"
    return f"{type(raised).__name__}: {message}"


def _attributes(raised: AttributeError) -> list[str]:
    """What the object has, without private names; empty where it is not known or the message is of another matter."""
    if not raised.name or not (isinstance(raised.obj, EnumType) or "has no attribute" in str(raised)):
        return []
    if isinstance(raised.obj, EnumType):
        return list(raised.obj.__members__)
    try:
        return [name for name in dir(raised.obj) if not name.startswith("_")]
    except Exception:  # a __dir__ of the object's own
        return []


def _arguments(raised: BaseException, called: str) -> list[str]:
    """The arguments of what was called by that name where the exception was raised; empty where it is not found."""
    frames = [frame for frame, _ in traceback.walk_tb(raised.__traceback__)]
    if not frames:
        return []
    seen: list[Any] = [*frames[-1].f_locals.values(), *frames[-1].f_globals.values()]
    seen += [member for value in seen if isinstance(value, ModuleType) for member in vars(value).values()]
    owner, _, method = (name := called.removesuffix(".__init__")).rpartition(".")
    seen += [getattr(value, method, None) for value in seen if isinstance(value, type) and value.__qualname__ == owner]
    named = [v for v in seen if isinstance(v, type | FunctionType | MethodType) and v.__qualname__ == name]
    try:
        return [word for one in named[:1] for word in inspect.signature(one).parameters if word != "self"]
    except ValueError:  # a class written in C
        return []
