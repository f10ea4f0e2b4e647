"""Trainings that cannot be run, and one that diverges, against errors that name the argument."""

import math

import numpy as np
import pytest

from sims.emn import train
from theory import emn

from ..common import refuses

NET = emn.Architecture(n=3, copies=(2,))
BAD_TRAINING = {
    "masks of another size": ("masks", {"masks": np.ones((2, 4, 4))}),
    "one mask": ("masks", {"masks": np.ones((3, 3))}),
    "no masks": ("masks", {"masks": np.ones((0, 3, 3))}),
    "masks above 1": ("masks", {"masks": np.full((2, 3, 3), 2.0)}),
    "masks below 0": ("masks", {"masks": np.full((2, 3, 3), -1.0)}),
    "masks with nan": ("masks", {"masks": np.full((2, 3, 3), math.nan)}),
    "masks complex": ("masks", {"masks": np.ones((2, 3, 3)) + 0j}),
    "masks a word": ("masks", {"masks": "paper"}),
    "masks a number": ("masks", {"masks": 5}),
    "a law of the wrong shape": ("masks", {"masks": lambda rng: np.ones((3, 3))}),
    "a law of numbers above 1": ("masks", {"masks": lambda rng: np.full((2, 3, 3), 7)}),
    "a law that returns nothing": ("masks", {"masks": lambda rng: None, "condition": "subsampled"}),
    "condition unknown": ("condition", {"condition": "subsample"}),
    "condition None": ("condition", {"condition": None}),
    "epochs negative": ("epochs", {"epochs": -1}),
    "epochs not whole": ("epochs", {"epochs": 1.5}),
    "epochs a word": ("epochs", {"epochs": "1"}),
    "meta_epochs negative": ("meta_epochs", {"meta_epochs": -1}),
    "meta_epochs not whole": ("meta_epochs", {"meta_epochs": 0.5}),
    "meta_epochs None": ("meta_epochs", {"meta_epochs": None}),
    "lr negative": ("lr", {"lr": -0.1}),
    "lr nan": ("lr", {"lr": math.nan}),
    "lr inf": ("lr", {"lr": math.inf}),
    "lr a word": ("lr", {"lr": "0.1"}),
    "lr None": ("lr", {"lr": None}),
    "vectors zero": ("vectors", {"vectors": 0}),
    "vectors negative": ("vectors", {"vectors": -8}),
    "vectors not whole": ("vectors", {"vectors": 8.5}),
    "batch zero": ("batch", {"batch": 0}),
    "batch negative": ("batch", {"batch": -2}),
    "batch not whole": ("batch", {"batch": 1.5}),
    "reduction unknown": ("reduction", {"reduction": "sum"}),
    "reduction None": ("reduction", {"reduction": None}),
    "snapshot after the end": ("snapshots", {"snapshots": (2,)}),
    "snapshot negative": ("snapshots", {"snapshots": (-1,)}),
    "snapshot not whole": ("snapshots", {"snapshots": (0.5,)}),
    "snapshots a number": ("snapshots", {"snapshots": 1}),
    "snapshots None": ("snapshots", {"snapshots": None}),
}


@pytest.mark.parametrize("what", BAD_TRAINING)
def test_bad_training(what):
    """train names what is wrong."""
    name, change = BAD_TRAINING[what]
    arguments = {"masks": np.ones((1, 3, 3)), "rng": 0} | change
    refuses(name, lambda: train(NET, NET.init(0), **arguments))


def test_divergence_is_not_silent():
    """A step far above the stability limit ends in one line that names lr, not in weights that are not finite."""
    net = emn.Architecture(n=3, copies=(1,))
    with pytest.warns(UserWarning, match=r"\blr\b"), pytest.raises(ArithmeticError, match=r"\blr\b"):
        train(net, net.init(0), masks=np.ones((1, 3, 3)), lr=1e3, epochs=100, rng=0)
