"""A layer of long short-term memory with a linear read-out, trained in plain NumPy; the gradient by hand, through time.

    a_t = w x_t + u h_(t-1) + b, in four blocks; i, f, o = sigma of the first three, g = tanh of the last
    c_t = f c_(t-1) + i g,   h_t = o tanh(c_t),   yhat_t = v h_t + d,   sigma(a) = 1 / (1 + e^-a),   h_0 = c_0 = 0

The cell c and its input and output gates i, o are Hochreiter and Schmidhuber's (1997, Neural Computation 9:1735-1780); the forget
gate f is that of Gers, Schmidhuber and Cummins (2000, Neural Computation 12:2451-2471). There are no peephole connections.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from theory.randomness import generator
from theory.validation import Array, check_shape, flag, float_array, natural, real_number

from .diverged import Diverged

__all__ = ["LSTM", "Diverged", "forward", "gradient", "initial", "train"]


@dataclass(frozen=True, eq=False)
class LSTM:
    """Weights `w` (4H, n), `u` (4H, H), `b` (4H,), their rows in blocks i, f, o, g; read-out `v` (m, H), `d` (m,).

    Each may have a leading axis (R, ...), for R networks side by side.

    Example:
    >>> from sims.lstm import initial
    >>> initial(3, hidden=4, outputs=2, rng=0).w.shape
    (16, 3)
    """

    w: Array
    u: Array
    b: Array
    v: Array
    d: Array

    @property
    def parts(self) -> tuple[Array, ...]:
        """w, u, b, v, d."""
        return self.w, self.u, self.b, self.v, self.d


def initial(n: int, hidden: int, outputs: int, *, runs: int | None = None, forget: float = 1.0, rng: Any) -> LSTM:
    """Weights uniform within 1 / sqrt(hidden), biases 0 but that of the forget gate; `runs` networks, or one.

    `forget` is that bias: at 1 a cell keeps sigma(1) = 0.73 of what it holds from one time to the next.

    Example:
    >>> from sims.lstm import initial
    >>> net = initial(3, hidden=2, outputs=1, rng=0)
    >>> net.b.tolist()  # gates i, f, o, g
    [0.0, 0.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0]
    """
    n, H, m = natural("n", n), natural("hidden", hidden), natural("outputs", outputs)
    lead = () if runs is None else (natural("runs", runs),)
    bias, draw = np.zeros((*lead, 4 * H)), generator(rng, "sims.lstm.initial")
    bias[..., H : 2 * H] = float(real_number("forget", forget))
    w, u, v = (draw.uniform(-1, 1, size=(*lead, *shape)) / H**0.5 for shape in ((4 * H, n), (4 * H, H), (m, H)))
    return LSTM(w, u, bias, v, np.zeros((*lead, m)))


def forward(net: LSTM, x: Any, *, memory: bool = True) -> Any:
    """yhat (..., B, T, m) for B series x (..., B, T, n), where `net` has the leading axis or not; complex weights too.

    Without `memory` the state is 0 before each time: `u` and the forget gate are there, and have nothing to act on.

    Example:
    >>> import numpy as np
    >>> from sims.lstm import forward, initial
    >>> net, x = initial(1, hidden=2, outputs=1, rng=0), np.array([[[1.0], [0.0]], [[-1.0], [0.0]]])
    >>> yhat, memoryless = forward(net, x), forward(net, x, memory=False)
    >>> yhat.shape, bool(yhat[0, 1] == yhat[1, 1]), bool(memoryless[0, 1] == memoryless[1, 1])
    ((2, 2, 1), False, True)
    """
    x = np.asarray(x)
    check_shape("x", x, (*net.w.shape[:-2], None, None, net.w.shape[-1]))
    series = x if flag("memory", memory) else _single_times(x)
    out = _unroll(net, series)[-1] @ net.v.mT + net.d[..., None, :]
    return np.moveaxis(out, 0, -2).reshape(*x.shape[:-1], net.v.shape[-2])


def gradient(net: LSTM, x: Any, y: Any, *, memory: bool = True) -> LSTM:
    """d/d(weights) of the mean of (yhat - y)^2 over series, times and outputs, of each network by itself.

    Example:
    >>> import numpy as np
    >>> from sims.lstm import forward, gradient, initial
    >>> net, x = initial(1, hidden=2, outputs=1, rng=0), np.ones((3, 4, 1))
    >>> [part.tolist() for part in gradient(net, x, forward(net, x)).parts][-1]  # at loss 0
    [0.0]
    """
    if not memory:
        x, y = _single_times(x), _single_times(y)
    (T, *_, B, _), H, m = np.moveaxis(x, -2, 0).shape, net.u.shape[-1], net.v.shape[-2]
    gates, cells, squashed, h = _unroll(net, x)
    error = (2 / (B * T * m)) * (h @ net.v.mT + net.d[..., None, :] - np.moveaxis(y, -2, 0))
    back = error @ net.v
    da = np.empty_like(gates)
    dc: Any = 0.0
    for t in reversed(range(T)):
        i, f, o, g = (gates[t, ..., k * H : (k + 1) * H] for k in range(4))
        dh = back[t] if t == T - 1 else back[t] + da[t + 1] @ net.u
        dc = dc + dh * o * (1 - squashed[t] ** 2)
        before = cells[t - 1] if t else np.zeros_like(cells[0])
        slopes = (dc * g * i * (1 - i), dc * before * f * (1 - f), dh * squashed[t] * o * (1 - o), dc * i * (1 - g**2))
        for k, slope in enumerate(slopes):
            da[t, ..., k * H : (k + 1) * H] = slope
        dc = dc * f
    return LSTM(
        (da.mT @ np.moveaxis(x, -2, 0)).sum(axis=0),
        (da[1:].mT @ h[:-1]).sum(axis=0),
        da.sum(axis=(0, -2)),
        (error.mT @ h).sum(axis=0),
        error.sum(axis=(0, -2)),
    )


def train(
    net: LSTM,
    x: Any,
    y: Any,
    *,
    steps: int,
    lr: float,
    momentum: float = 0.0,
    batch: int | None = None,
    memory: bool = True,
    rng: Any = None,
) -> LSTM:
    """The network after `steps` of descent from `net` on series x (..., B, T, n), y (..., B, T, m), in float64.

    A step moves the weights by momentum times the last move, less lr times the gradient. `batch` None takes all series;
    a number draws that many with replacement, afresh for each step, from `rng`: their numbers are the same for all networks
    side by side, and the same with and without `memory`.

    Raises ValueError or TypeError for bad input, in one line, and `Diverged` where a network does.

    Example:
    >>> import numpy as np
    >>> from sims.lstm import forward, initial, train
    >>> x = np.random.default_rng(0).choice([-1.0, 1.0], size=(64, 4, 1))
    >>> y = np.concatenate([0 * x[:, :1], x[:, :-1]], axis=1)  # the input before
    >>> start = initial(1, hidden=4, outputs=1, rng=0)
    >>> nets = [train(start, x, y, steps=300, lr=0.3, momentum=0.9, memory=memory) for memory in (True, False)]
    >>> [bool(np.mean((forward(net, x, memory=m) - y) ** 2) < 0.05) for net, m in zip(nets, (True, False))]
    [True, False]
    """
    net, x, y = _checked(net, x, y)
    steps, lr, memory = natural("steps", steps), float(real_number("lr", lr, above=0)), flag("memory", memory)
    momentum = float(real_number("momentum", momentum, least=0))
    if not momentum < 1:
        raise ValueError(f"momentum must be below 1; got {momentum:g}.")
    if batch is not None:
        batch, draw = natural("batch", batch), generator(rng, "sims.lstm.train")
    weights, moves = net.parts, tuple(np.zeros_like(part) for part in net.parts)
    with np.errstate(over="ignore", invalid="ignore"):
        for step in range(steps):
            chosen: Any = slice(None) if batch is None else draw.integers(x.shape[-3], size=batch)
            downhill = gradient(LSTM(*weights), x[..., chosen, :, :], y[..., chosen, :, :], memory=memory)
            moves = tuple(momentum * move - lr * part for move, part in zip(moves, downhill.parts, strict=True))
            weights = tuple(part + move for part, move in zip(weights, moves, strict=True))
            if not all(np.all(np.isfinite(part)) for part in weights):
                raise Diverged(f"training diverged in step {step + 1} with lr = {lr:g}; lower it.")
    return LSTM(*weights)


def _unroll(net: LSTM, x: Any) -> tuple[Any, Any, Any, Any]:
    """The gates (T, ..., B, 4H), and the cells, their tanh and h, (T, ..., B, H): time first."""
    H = net.u.shape[-1]
    gates = np.moveaxis(x, -2, 0) @ net.w.mT + net.b[..., None, :]
    cells = np.empty((*gates.shape[:-1], H), dtype=gates.dtype)
    squashed, h = np.empty_like(cells), np.empty_like(cells)
    for t, a in enumerate(gates):
        if t:
            a += h[t - 1] @ net.u.mT
        a[..., : 3 * H] = (1 + np.tanh(a[..., : 3 * H] / 2)) / 2  # sigma, without an overflow
        a[..., 3 * H :] = np.tanh(a[..., 3 * H :])
        i, f, o, g = (a[..., k * H : (k + 1) * H] for k in range(4))
        cells[t] = f * cells[t - 1] + i * g if t else i * g
        squashed[t] = np.tanh(cells[t])
        h[t] = o * squashed[t]
    return gates, cells, squashed, h


def _single_times(x: Any) -> Any:
    """Every time as a series of its own, (..., B T, 1, n)."""
    return x.reshape(*x.shape[:-3], -1, 1, x.shape[-1])


def _checked(net: LSTM, x: Any, y: Any) -> tuple[LSTM, Array, Array]:
    lead: tuple[Any, ...] = (None,) if np.ndim(net.w) == 3 else ()
    w = float_array("net.w", net.w, (*lead, None, None))
    lead = w.shape[:-2]
    v = float_array("net.v", net.v, (*lead, None, None))
    (rows, n), (m, H) = w.shape[-2:], v.shape[-2:]
    if 0 in w.shape or 0 in v.shape or rows != 4 * H:
        raise ValueError(f"net.w must have 4 H rows for net.v of H columns, none 0; got {w.shape} and {v.shape}.")
    u, b = float_array("net.u", net.u, (*lead, rows, H)), float_array("net.b", net.b, (*lead, rows))
    x = float_array("x", x, (*lead, None, None, n))
    if 0 in x.shape:
        raise ValueError(f"x must hold at least one series and one time; got shape {x.shape}.")
    y = float_array("y", y, (*x.shape[:-1], m))
    return LSTM(w, u, b, v, float_array("net.d", net.d, (*lead, m))), x, y
