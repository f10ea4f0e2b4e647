"""Sets of masks: every user of them takes and refuses the same, but for a product of none, which is the empty product."""

from fractions import Fraction

import numpy as np
import pytest

from sims.emn import train, train_layers
from theory import emn
from theory import validation as v

NET = emn.Architecture(2)
LAYERS = np.ones((2, 2, 2))
ONE = np.array([[[1, 0], [1, 1]]])
TAKES = {  # what each function calls the masks that it takes, and the function of them alone
    "train": ("masks", lambda A: train(NET, NET.init(0), masks=A, rng=0)),
    "train, a law": ("masks", lambda A: train(NET, NET.init(0), masks=lambda draw: A, rng=0)),
    "lr_above_limit": ("masks", lambda A: emn.lr_above_limit(NET, 0.1, masks=A)),
    "row_risk": ("masks", lambda A: emn.row_risk(2, A)),
    "unlearnable_edges": ("masks", emn.unlearnable_edges),
    "memorization_scores": ("masks", emn.memorization_scores),
    "memorization_quotient": ("masks", emn.memorization_quotient),
    "greedy_sequence": ("candidates", lambda A: emn.greedy_sequence(A, 1)),
}
OF_LAYERS = {  # the same for masks of two layers each, (D, 2, n, n)
    "train_layers": lambda A: train_layers(LAYERS, A, passes=1, lr=0.01, rng=0),
    "loss_hessians": lambda A: list(emn.loss_hessians(LAYERS, A, np.eye(2))),
    "stable_layers_lr": lambda A: emn.stable_layers_lr(LAYERS, A, np.eye(2)),
}
PRODUCTS = {
    "mean_contraction": emn.mean_contraction,
    "error_after_masks": emn.error_after_masks,
    "mask_gain": emn.mask_gain,
}
SETS = TAKES | {name: ("masks", takes) for name, takes in PRODUCTS.items()}
NONE = {
    "no masks": np.zeros((0, 2, 2)),
    "no masks, of bools": np.zeros((0, 2, 2), dtype=bool),
    "no masks, of rationals": np.zeros((0, 2, 2), dtype=object),
}
BAD = {
    "one matrix": (ONE[0], "have"),
    "not square": (np.ones((1, 2, 3)), "have shape"),
    "above 1": (2 * ONE, r"lie in \[0, 1\]; got 2.* at index \(0, 0, 0\)"),
    "below 0": (-0.5 * ONE, r"lie in \[0, 1\]; got -0.5 at index \(0, 0, 0\)"),
    "below 0 by less than floats tell": (
        ONE * Fraction(-1, 10**400),
        r"lie in \[0, 1\]; got -1/1000",
    ),
    "above all floats": (ONE * Fraction(10**400), r"lie in \[0, 1\]"),
    "nan": (np.full((1, 2, 2), np.nan), "be finite"),
    "complex": (1j * ONE, "hold real numbers"),
    "text": (np.full((1, 2, 2), "1"), "hold real numbers"),
    "of any objects": (np.full((1, 2, 2), None), "and must hold exact rationals"),
    "rows of unequal length": ([[[1], [1, 0]]], "be a rectangular array"),
}


def refused(argument, takes, A, rule):
    with pytest.raises((ValueError, TypeError), match=rf"^{argument} (must|is an object array) ?({rule})") as told:
        takes(A)
    assert "\n" not in str(told.value)


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize("kind", BAD)
def test_every_function_has_the_same_rule_in_the_same_words(name, kind):
    A, rule = BAD[kind]
    refused(*SETS[name], A, rule)


@pytest.mark.parametrize("name", OF_LAYERS)
@pytest.mark.parametrize("kind", BAD)
def test_so_have_the_masks_of_several_layers(name, kind):
    A, rule = BAD[kind]
    A = [[layer] * 2 for layer in A] if isinstance(A, list) else np.stack([A, A], axis=-3)
    refused("masks", OF_LAYERS[name], A, rule.replace("0, 0, 0", "0, 0, 0, 0"))


@pytest.mark.parametrize("name", TAKES)
@pytest.mark.parametrize("kind", NONE)
def test_no_masks_are_no_set(name, kind):
    refused(*TAKES[name], NONE[kind], "hold at least one matrix")


@pytest.mark.parametrize("name", OF_LAYERS)
def test_no_masks_of_several_layers_are_none_either(name):
    refused("masks", OF_LAYERS[name], np.zeros((0, 2, 2, 2)), "hold at least one matrix")


@pytest.mark.parametrize("name", SETS)
def test_a_mask_has_entries(name):
    refused(*SETS[name], np.zeros((3, 0, 0)), "hold at least one matrix|have shape")


@pytest.mark.parametrize("kind", NONE)
@pytest.mark.parametrize("lr", [0.1, Fraction(1, 10)])
def test_the_product_of_no_masks_is_1(kind, lr):
    """It keeps the error at the start, and there is no next mask to gain by."""
    none, start = NONE[kind], np.array([[0, 2], [1, 3]])
    assert np.array_equal(emn.mean_contraction(none, lr), np.tile(np.eye(2), (2, 1, 1)))
    assert emn.mask_gain(none, lr).shape == (0,)
    closed = np.zeros((1, 2, 2), dtype=int)  # a mask that moves nothing
    for risk in (None, (1, 0)):
        given = {"start": start, "risk": risk}
        assert emn.error_after_masks(none, lr, **given) == emn.error_after_masks(closed, lr, **given)
    assert emn.error_after_masks(none, lr, start=start, risk=(1, 0)) == 3
    assert emn.error_after_masks(np.zeros((4, 0, 2, 2)), lr, start=start, risk=(1, 0)).tolist() == [3] * 4


def test_bools_stay_bools_and_the_rest_is_of_one_kind():
    assert v.mask_set("masks", ONE == 1).dtype == bool
    for given in (ONE, ONE.astype(np.float32), ONE * Fraction(1, 3)):
        assert v.mask_set("masks", given).dtype == np.float64
    for given in (ONE, ONE == 1, ONE * Fraction(1, 3)):
        assert type(v.mask_set("masks", given, exact=True)[0, 0, 0]) is Fraction
    with pytest.raises(TypeError, match="^masks is floating point beside exact rationals"):
        v.mask_set("masks", ONE * 0.5, exact=True)
