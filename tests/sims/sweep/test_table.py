"""What a sweep found, as a table."""

from pathlib import Path

import pytest

from sims.store import Store
from sims.sweep import csv_text, table

from .number_grid import GRID

pytestmark = pytest.mark.usefixtures("sweep_lab")


def test_the_table(numbers: Path) -> None:
    with Store(numbers) as store:
        columns, rows = table(GRID, store)
        text = csv_text(GRID, store).splitlines()
    assert columns == ["i", "j", "law", "on", "seed", "status", "reason", "seconds", "code", "draw", "odd", "sum"]
    assert [row[:5] for row in rows] == [[*c.parameters.values(), c.seed] for c in GRID.cells()]
    found = {tuple(row[:3]): row for row in rows if row[4] == 1}
    assert found[1, 10, "flat"][5:7] + found[1, 10, "flat"][10:] == ["done", None, 1.0, 11]
    assert found[2, 10, "flat"][-2:] == [None, 12]
    assert found[2, 30, "steep"][5:7] + found[2, 30, "steep"][9:] == ["failed", "ValueError: no", None, None, None]
    assert text[0] == ",".join(columns)
    assert text[1].startswith("1,10,flat,True,0,done,,")
    assert [float(line.split(",")[-3]) for line in text[1:3]] == [row[-3] for row in rows[:2]]  # exact digits
    assert len(text) == 25
