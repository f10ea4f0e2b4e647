"""Good arguments spoilt in one place, and what may come of it: a right answer, or a refusal in one line that names it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from . import emn_arguments, gdln_arguments, sims_arguments, theory_arguments

ROOTS = {"theory": theory_arguments, "emn": emn_arguments, "gdln": gdln_arguments, "sims": sims_arguments}
EVERY = [(root, name) for root, arguments in ROOTS.items() for name in sorted(arguments.MAKE)]
EXAMPLES = 20 if settings.default.max_examples < 500 else 200


@pytest.mark.parametrize("root", ROOTS)
def test_every_public_name_is_here(root):
    """A new public name is spoilt too, or left out for a reason that is written down."""
    assert ROOTS[root].TABLE.missing(ROOTS[root].NAMES) == []


@pytest.mark.parametrize(("root", "name"), EVERY)
def test_good_arguments(root, name):
    """What is spoilt below is good: it gets an answer without NaN that obeys its law."""
    table = ROOTS[root].TABLE
    found = [table.outcome(name, seed, table.make[name](np.random.default_rng(seed)), "", "") for seed in range(3)]
    assert [verdict for verdict in found if verdict] == []


@pytest.mark.parametrize("root", ROOTS)
@given(data=st.data())
@settings(max_examples=EXAMPLES)
def test_one_spoilt_argument(root, data):
    """A right answer, or a refusal in one line that names an argument; in time, without a warning or a NaN."""
    table = ROOTS[root].TABLE
    name, seed = data.draw(st.sampled_from(sorted(table.make))), data.draw(st.integers(0, 2**32 - 1))
    argument, harm = data.draw(st.sampled_from(table.harms(name, table.make[name](np.random.default_rng(seed)))))
    assert table.judge(name, seed, argument, harm) is None


@pytest.mark.full
@pytest.mark.parametrize(("root", "name"), EVERY)
def test_all_spoilt_arguments(root, name):
    """The same for every harm to every argument."""
    table = ROOTS[root].TABLE
    pairs = table.harms(name, table.make[name](np.random.default_rng(0)))
    judged = ((argument, harm, table.judge(name, 0, argument, harm)) for argument, harm in pairs)
    assert [f"{argument} <- {harm}: {verdict}" for argument, harm, verdict in judged if verdict] == []
