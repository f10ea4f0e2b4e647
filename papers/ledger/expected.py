"""The verdicts a person has accepted, kept beside the claims to notice drift. They never influence a verdict."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from .files import write_atomically
from .usage_error import UsageError
from .verdict import Verdict

FILE = "expected.json"
FEW = 5  # ids in a line


def read_expected(folder: Path) -> dict[str, str]:
    """Claim id to accepted verdict; empty where nothing was accepted yet."""
    path = folder / FILE
    if not path.is_file():
        return {}
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as broken:
        raise UsageError(f"{folder.name}/{FILE} is no JSON ({broken}); delete it and run verify --accept.") from broken
    if not isinstance(content, dict) or not all(isinstance(v, str) for v in content.values()):
        raise UsageError(f"{folder.name}/{FILE} must map claim ids to verdicts; delete it and run verify --accept.")
    return content


def accept(folder: Path, verdicts: Mapping[str, str], ids: list[str]) -> None:
    """Record `verdicts` over what was accepted before, in the order of the paper's claim `ids`; drops unknown ids.

    An error is not recorded: a claim that raised has what was accepted before, or nothing.
    """
    before = read_expected(folder)
    merged = {**before, **{id: verdict for id, verdict in verdicts.items() if verdict != Verdict.ERROR}}
    if before or merged:
        write_atomically(folder / FILE, json.dumps({i: merged[i] for i in ids if i in merged}, indent=2) + "\n")


def recorded(accepted: Mapping[str, str], verdicts: Mapping[str, str]) -> str:
    """The ids whose verdict `accept` records for the first time or anew, for a line; "" for none."""
    new = {i: v for i, v in verdicts.items() if v not in (Verdict.ERROR, accepted.get(i))}
    return few([f"{i} {v}" + (f" (was {accepted[i]})" if i in accepted else "") for i, v in new.items()])


def not_accepted(accepted: Mapping[str, str], verdicts: Mapping[str, str]) -> str:
    """The ids whose verdict is an error, with what stays accepted, for a line; "" for none."""
    return few(
        [f"{i} (stays {accepted[i]})" if i in accepted else i for i, v in verdicts.items() if v == Verdict.ERROR]
    )


def gone(accepted: Mapping[str, str], ids: list[str]) -> str:
    """The accepted ids that are none of the paper's claim `ids`, for a line; "" for none."""
    return few([i for i in accepted if i not in ids])


def few(ids: list[str]) -> str:
    """A handful, and how many more."""
    return ", ".join(ids[:FEW]) + (f" and {len(ids) - FEW} more" if len(ids) > FEW else "")
