"""Ensemble mask networks, trained by hand: Algorithm 1, many networks at once, several masked layers, with mistakes.

training       Algorithm 1 as it is read; the oracle of `batch` and `kernel`
batch          Algorithm 1 for many networks at once
kernel         the SGD steps of many networks, on any array library
masked_layers  several masked layers, towards the product of their masks
mistaken       Algorithm 1 with a mistake
evaluation     the test errors of a trained network
settings       the arguments of a training, validated, and the warning of a large learning rate
"""

from ..diverged import Diverged, finite
from .batch import train_batch
from .evaluation import evaluate, evaluation_masks
from .kernel import grams, train_on_masks
from .masked_layers import train_layers
from .mistaken import NoSelfLoops, train_mistaken
from .training import Training, sgd_step, train, train_on_mask, training_sets

__all__ = [
    "Diverged",
    "NoSelfLoops",
    "Training",
    "evaluate",
    "evaluation_masks",
    "finite",
    "grams",
    "sgd_step",
    "train",
    "train_batch",
    "train_layers",
    "train_mistaken",
    "train_on_mask",
    "train_on_masks",
    "training_sets",
]
