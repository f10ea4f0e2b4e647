"""Of runs side by side none is taken for another, and the first that diverged is raised."""

import pytest

from sims.diverged import Diverged, finite


def test_runs_that_are_finite_are_handed_on_in_order() -> None:
    assert finite(iter(["a", "b"])) == ["a", "b"]
    assert finite([]) == []


def test_the_first_error_is_raised_as_it_is() -> None:
    first, second = Diverged("first"), Diverged("second")
    with pytest.raises(Diverged, match="first") as raised:
        finite(["a", first, second])
    assert raised.value is first
