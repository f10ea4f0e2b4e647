"""Arrays: values and types that come through, and a line that names the place of what does not."""

from fractions import Fraction

import numpy as np
import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from theory import validation as v

ANY = (None, None)
REAL = hnp.boolean_dtypes() | hnp.integer_dtypes() | hnp.floating_dtypes(sizes=(16, 32, 64))
MATRICES = REAL.flatmap(lambda kind: hnp.arrays(kind, hnp.array_shapes(min_dims=2, max_dims=2)))


@given(MATRICES)
def test_real_arrays_come_through_as_floats_or_name_what_is_not_finite(array):
    if np.all(np.isfinite(array)):
        found = v.real_array("x", array, ANY)
        assert found.dtype == np.float64
        assert np.array_equal(found, array.astype(np.float64))
    else:
        first = tuple(map(int, np.argwhere(~np.isfinite(array))[0]))
        with pytest.raises(ValueError, match="x must be finite") as refused:
            v.real_array("x", array, ANY)
        assert f"at index {first}." in str(refused.value)


@given(hnp.arrays(object, (2, 3), elements=st.fractions() | st.integers() | st.just(sp.Rational(2, 3))))
def test_rationals_stay_what_they_are(array):
    found = v.real_array("x", array, (2, None))
    assert all(type(value) is Fraction for value in found.flat)
    assert np.array_equal(found, array)
    assert v.any_exact(x=np.zeros(2), y=array, z=None)
    assert not v.any_exact(x=np.zeros(2), z=None)


@given(hnp.arrays(np.int64, (3, 2), elements=st.integers(-1, 2)))
def test_a_mask_is_0_or_1_and_the_first_other_entry_is_named(array):
    wrong = np.argwhere((array != 0) & (array != 1))
    if not len(wrong):
        assert v.binary_array("gates", array, (3, 2)) is array
    else:
        where = tuple(map(int, wrong[0]))
        with pytest.raises(ValueError, match="gates must be 0 or 1") as refused:
            v.binary_array("gates", array, (3, 2))
        assert f"got {array[where]} at index {where}." in str(refused.value)


def test_the_layout_in_memory_changes_no_bit():
    """Sums go along memory: a column of a table and a transposed matrix come through as their own copies would."""
    whole = np.random.default_rng(0).normal(size=(2000, 7))
    for layout in (np.asfortranarray(whole[:, :3]), whole[:, :3], whole[::-1, :3][::-1]):
        for read in (v.real_array("x", layout, (None, 3)), v.float_array("x", layout, (None, 3))):
            assert read.flags.c_contiguous
            assert np.array_equal(read, whole[:, :3])
    assert v.real_array("y", whole[:, 0], (None,)).flags.c_contiguous
    assert v.real_array("y", kept := whole.copy(), (None, 7)) is kept  # no copy of what lies so


def test_a_mask_is_read_to_its_end():
    gates = np.zeros((2**16 + 3, 1), dtype=np.int8)
    gates[-1] = 2
    with pytest.raises(ValueError, match=rf"got 2 at index \({2**16 + 2}, 0\)"):
        v.binary_array("gates", gates, ANY)


@given(hnp.array_shapes(max_dims=4), st.data())
def test_a_shape_is_met_or_told(shape, data):
    wanted = tuple(data.draw(st.lists(st.none() | st.integers(1, 3), min_size=1, max_size=4)))
    array = np.zeros(shape)
    if len(wanted) == len(shape) and all(a in (None, b) for a, b in zip(wanted, shape, strict=True)):
        v.check_shape("x", array, wanted)
    else:
        with pytest.raises(ValueError, match="^x must ") as refused:
            v.check_shape("x", array, wanted)
        assert f"got{'' if any(wanted) else ' shape'} {shape}" in str(refused.value)


@given(hnp.arrays(np.float64, (2, 3), elements=st.floats(-0.5, 1.5) | st.sampled_from([0.0, 1.0, -5e-324, 1 + 2**-52])))
def test_the_first_entry_off_the_unit_interval_is_named(array):
    """Its ends belong to it; rationals are compared exactly."""
    outside = np.argwhere((array < 0) | (array > 1))
    exact = np.array([[Fraction(value) for value in row] for row in array])
    if not len(outside):
        v.check_unit_interval("masks", array)
        v.check_unit_interval("masks", exact)
        return
    where = tuple(map(int, outside[0]))
    for given_ in (array, exact):
        with pytest.raises(ValueError, match=r"^masks must lie in \[0, 1\]; got ") as refused:
            v.check_unit_interval("masks", given_)
        assert f"got {given_[where]} at index {where}. Rescale or clip it." in str(refused.value)


def test_floats_of_rationals():
    assert v.float_array("x", [Fraction(1, 3)], (1,)).tolist() == [1 / 3]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: v.real_array("x", ["1"], (1,)), "x must hold real numbers; got dtype <U1."),
        (lambda: v.real_array("x", [1j], (1,)), "x must hold real numbers; got dtype complex128."),
        (lambda: v.real_array("x", [0.5], (1,), exact=True), "x is floating point beside exact rationals;"),
        (lambda: v.real_array("x", [Fraction(1), 0.5], (2,)), "x is an object array and must hold exact rationals"),
        (lambda: v.real_array("x", [Fraction(1), None], (2,)), "x is an object array and must hold exact rationals"),
        (lambda: v.real_array("x", [[1], [1, 2]], ANY), "x must be a rectangular array;"),
        (lambda: v.real_array("x", np.ma.array([1.0], mask=[True]), (1,)), "x must have a value everywhere;"),
        (lambda: v.float_array("x", [Fraction(10**400)], (1,)), "x must be in the range of floats; got a larger"),
        (lambda: v.binary_array("gates", ["0"], (1,)), "gates must hold 0 and 1; got dtype <U1."),
        (lambda: v.binary_array("gates", [np.nan], (1,)), "gates must be 0 or 1; got nan at index (0,)."),
        (lambda: v.check_weights("w", np.array([1.0, -1.0])), "w must be >= 0; got -1.0 at index 1."),
        (lambda: v.check_weights("w", np.zeros(2)), "w must have a positive sum; got all zeros."),
        (lambda: v.check_memory("n", 10**9, 10**9), "n asks for an array of shape (1000000000, 1000000000)"),
    ],
)
def test_refusals(call, message):
    """Each begins with the argument and the rule, and is one line."""
    with pytest.raises((ValueError, TypeError)) as refused:
        call()
    assert str(refused.value).startswith(message)
    assert "\n" not in str(refused.value)


def test_weights_that_weigh_something_are_not_refused():
    """Zeros beside what is positive, to the least float; sums beyond the floats; rationals."""
    for weights in ([0.0, 5e-324], [1e308, 1e308], [Fraction(0), Fraction(1, 10**400)]):
        v.check_weights("w", np.array(weights))


def test_probabilities_may_be_off_by_rounding_and_fractions_by_nothing():
    """Also a sum that is told in more digits than a float shows in short, and one beyond the floats."""
    for good in ([1.0], [0.5, 0.5 + 9e-10], [Fraction(1, 3), Fraction(2, 3), Fraction(0)], [0, 1]):
        v.check_probabilities("p", np.array(good))
    for bad, told in (
        ([0.5, 0.5 + 2e-9], "they sum to 1.00000000"),
        ([Fraction(1, 3), Fraction(2, 3) + Fraction(1, 10**30)], f"they sum to 1{29 * '0'}1/1{30 * '0'}. "),
        ([Fraction(10**400)], "they sum to 1000"),
        ([-0.5, 1.5], "got -0.5 at index 0."),
        ([], "they sum to 0"),
    ):
        with pytest.raises(ValueError, match="^p must be probabilities that sum to 1; ") as refused:
            v.check_probabilities("p", np.array(bad))
        assert told in str(refused.value)
        assert "\n" not in str(refused.value)


def test_an_array_that_fits_is_not_refused():
    v.check_memory("n", 10, 10)
