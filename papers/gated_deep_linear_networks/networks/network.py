"""Section 1: the network, Eq. (1)."""

from __future__ import annotations

from papers import Claim, Statement

CLAIMS = (
    Claim(
        id="eq-1",
        locator="Eq. (1)",
        statement="The network: one hidden layer with activation sigma and biases. From section 2 on sigma = ReLU, "
        "W_2 = 1/K, no biases.",
        printed=Statement(r"\hat y = W_2\, \sigma(W_1 x + b_1) + b_2"),
    ),
)
