"""Gated deep linear networks with given gates, and the networks behind them whose gates follow the weights, trained by hand.

sgd           given gates: full-batch descent and minibatch SGD
relu          ReLU networks without biases, their gates recorded
biased        networks with biases and any of the note's activations
frozen_gates  how well gates frozen at one time explain the rest of a recording
"""

from ..diverged import Diverged, finite
from .biased import Biased, train_biased
from .frozen_gates import FrozenPrediction, predict_from_recording
from .relu import Recording, gates_of, train_relu
from .sgd import train

__all__ = [
    "Biased",
    "Diverged",
    "FrozenPrediction",
    "Recording",
    "finite",
    "gates_of",
    "predict_from_recording",
    "train",
    "train_biased",
    "train_relu",
]
