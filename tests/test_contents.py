"""Every package root is a table of contents, in words that say something alone."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("theory", "sims", "papers")


def table_of_contents(folder: Path) -> list[tuple[str, str]]:
    """The lines "name  what it holds" of a package's docstring."""
    docstring = ast.get_docstring(ast.parse((folder / "__init__.py").read_text(encoding="utf-8"))) or ""
    return re.findall(r"^([a-z]\w*)  +(\S.*)$", docstring, re.M)


EQUATIONS = r"Eq\. \(\d+\)(?:,? (?:to|and) \(\d+\))?"
NO_WORDS_ALONE = re.compile(
    rf"(?:and|that|those|their|its|these|one of|it|them|the same)\b|{EQUATIONS}$", re.IGNORECASE
)


@pytest.mark.parametrize(
    ("words", "alone"),
    [
        ("their signs", False),
        ("and by row", False),
        ("one of them", False),
        ("Eq. (7)", False),
        ("Eq. (8) to (10)", False),
        ("Eq. (18) and (19)", False),
        ("Eq. (7): the flow of all weights, and its matrix", True),
        ("items of a store", True),
        ("the signs of constants", True),
    ],
)
def test_the_contents_check_sees(words: str, alone: bool) -> None:
    assert (NO_WORDS_ALONE.match(words) is None) == alone


def test_every_package_is_a_table_of_contents() -> None:
    """Its docstring has a line for each of its files and folders, packages or not, "name  what it holds", and for no other.

    The words stand alone: they go on from no other line, and say more than the numbers of equations.
    """
    wrong = []
    for folder in [file.parent for root in PACKAGES for file in (ROOT / root).rglob("__init__.py")]:
        held = {file.stem for file in folder.glob("*.py")} | {
            sub.name for sub in folder.iterdir() if sub.name[0].isalpha() and any(sub.glob("*.*"))
        }
        lines = table_of_contents(folder)
        names = [name for name, _ in lines]
        differ = sorted(set(names) ^ (held - {"__init__", "__main__"}))
        if differ or len(names) != len(set(names)):
            wrong.append(f"{folder.relative_to(ROOT)}: {', '.join(differ)}")
        wrong += [
            f"{folder.relative_to(ROOT)}: {name}  {words}" for name, words in lines if NO_WORDS_ALONE.match(words)
        ]
    assert wrong == []
