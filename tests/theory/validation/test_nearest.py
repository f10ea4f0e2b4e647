"""An unknown name is answered with the nearest known ones."""

import pytest

from theory.validation import did_you_mean, nearest


@pytest.mark.parametrize(
    ("name", "known", "found"),
    [
        ("tabel", ["exclusive", "table"], ["table"]),
        ("EQ-4", ["eq-4", "fig-1"], ["eq-4"]),
        ("noise", ["Noise", "NOISE", "other"], ["Noise", "NOISE"]),
        ("--x", ["--y", "--help"], []),
        ("--sed", ["--seed", "--help"], ["--seed"]),
        ("abcde", ["abcxy", "abxyz"], ["abcxy"]),
        ("anything", [], []),
        ("anything", ["x"], []),
    ],
)
def test_the_nearest_names(name: str, known: list[str], found: list[str]) -> None:
    assert nearest(name, known) == found


def test_the_question() -> None:
    assert did_you_mean("x", ["table"]) == ""
    assert did_you_mean("tabel", ["table"]) == "did you mean table?"
    assert did_you_mean("bsh", ["bash", "zsh", "fish"]) == "did you mean bash or zsh?"
    assert did_you_mean("eq-0", ["eq-1", "eq-2", "eq-3", "eq-4"]).count("eq-") == 3
