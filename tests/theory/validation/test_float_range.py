"""What leaves the range of floats is refused by the arguments that the caller knows."""

import numpy as np
import pytest

from theory.validation import OutOfRange, in_float_range

BEYOND = {
    "overflow": lambda: np.float64(1e300) * np.float64(1e300),
    "divide": lambda: np.ones(1) / np.zeros(1),
    "invalid": lambda: np.sqrt(np.array([-1.0])),
    "result": lambda: 10.0**400,  # the words after it are the system's
    "division by zero": lambda: 1.0 / 0,
}


@pytest.mark.parametrize("reason", BEYOND)
def test_what_leaves_the_floats_names_the_arguments(reason):
    begins = "^x, y must keep all results in the range of floats; got: "
    with pytest.raises(OutOfRange, match=begins) as refused, in_float_range("x, y"):
        BEYOND[reason]()
    assert reason in refused.value.reason.lower()
    assert "\n" not in str(refused.value)


def test_one_inside_another_leaves_the_naming_to_the_outer_one():
    @in_float_range("w")
    def inner(w):
        return w * w

    with pytest.raises(OutOfRange, match="^x must keep") as refused, in_float_range("x"):
        inner(np.float64(1e300))
    assert "w must" not in str(refused.value)
    assert inner(np.float64(3.0)) == 9


def test_underflow_and_other_errors_pass():
    with in_float_range("x"):
        assert np.float64(1e-300) * np.float64(1e-300) == 0
    with pytest.raises(KeyError), in_float_range("x"):
        raise KeyError
