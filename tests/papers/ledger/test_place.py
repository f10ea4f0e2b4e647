"""An error is placed in the paper's own file, not in the library that raised it."""

from functools import partial
from pathlib import Path

import numpy as np
import pytest

from papers.ledger.place import folder_of, place
from papers.ledger.verdict import Evidence, Outcome, Toothless


def numpy_bool() -> Outcome:
    return Outcome(np.False_, Evidence.PROVED, 1)  # type: ignore[arg-type]


def test_the_last_own_line_of_the_traceback() -> None:
    with pytest.raises(TypeError, match="of type numpy.bool: wrap it in bool") as raised:
        numpy_bool()
    line = numpy_bool.__code__.co_firstlineno + 1
    for test in (numpy_bool, partial(numpy_bool)):
        assert place(raised.value, folder_of(test)) == f" (test_place.py, line {line})"


def test_no_place_where_no_own_line_took_part() -> None:
    assert place(Toothless("no wrong variant"), folder_of(numpy_bool)) == ""
    with pytest.raises(TypeError) as raised:
        numpy_bool()
    assert place(raised.value, Path("/nowhere")) == place(raised.value, None) == ""
