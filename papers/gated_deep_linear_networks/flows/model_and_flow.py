"""Sections 3.1 and 3.2: the model, its moments and its gradient flow, Eq. (3) to (6)."""

from __future__ import annotations

import sympy as sp

from papers import Claim, Statement

from .flow_of_loss import flow_is

CLAIMS = (
    Claim(
        id="eq-3",
        locator="Eq. (3)",
        statement="The model: the mean over gates of gated linear maps of the input.",
        printed=Statement(r"\hat y(x) = \frac1K \Big(\sum_{k \in [K]} g_k(x) W_k\Big) x"),
    ),
    Claim(
        id="eq-4",
        locator="Eq. (4)",
        statement="The gradient flow of the first gate's weights. The printed sum lacks the 1/K that the model puts on it.",
        printed=Statement(
            r"\tau \frac{d}{dt} W_1 = \frac1K \Big[\Sigma^{yx}(p_1) - \sum_{k} W_k \Sigma^{xx}(p_1, p_k)\Big]",
            lambda K, b, Aw: (b - Aw) / K,
        ),
        corrected=Statement(
            r"\tau \frac{d}{dt} W_1 = \frac1K \Big[\Sigma^{yx}(p_1) - \frac1K \sum_{k} W_k \Sigma^{xx}(p_1, p_k)\Big]",
            lambda K, b, Aw: (b - Aw / K) / K,
        ),
        test=flow_is,
        wrong={
            "sign of the target flipped": lambda K, b, Aw: (-b - Aw / K) / K,
            "no 1/K at all": lambda K, b, Aw: b - Aw,
            "three gates at most": lambda K, b, Aw: (b - Aw / sp.Min(K, 3)) / sp.Min(K, 3),
        },
        assumptions=("loss 1/2 <(y - yhat)^2>", "gates do not change in time"),
        oracle="differentiation of the loss of Eq. (3)",
    ),
    Claim(
        id="eq-5",
        locator="Eq. (5)",
        statement="Abbreviation: the gated correlation of target and input.",
        printed=Statement(r"\Sigma^{yx}(p) = \langle g_p\, y\, x^\top \rangle_{x,y}"),
    ),
    Claim(
        id="eq-6",
        locator="Eq. (6)",
        statement="Abbreviation: the gated second moment of the input.",
        printed=Statement(r"\Sigma^{xx}(p, q) = \langle g_p g_q\, x x^\top \rangle_{x,y}"),
    ),
)
