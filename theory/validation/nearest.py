"""The known names that an unknown one may be meant for."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

SHOWN = 3  # names, at most
CUTOFF = 0.6  # of the ratio of `difflib`, from 0 (nothing in common) to 1


def nearest(name: str, known: Iterable[str]) -> list[str]:
    """The nearest first; case and the dashes before an option do not count."""
    names: dict[str, list[str]] = {}
    for one in dict.fromkeys(known):
        names.setdefault(_plain(one), []).append(one)
    return [one for key in get_close_matches(_plain(name), names, SHOWN, CUTOFF) for one in names[key]][:SHOWN]


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """The question with the nearest names, or "" where none is near.

    Example:
    >>> from theory.validation import did_you_mean
    >>> did_you_mean("tabel", ["exclusive", "table"]), did_you_mean("x", ["table"])
    ('did you mean table?', '')
    """
    near = nearest(name, known)
    return f"did you mean {' or '.join(', '.join(near).rsplit(', ', 1))}?" if near else ""


def _plain(name: str) -> str:
    return name.lower().lstrip("-")
