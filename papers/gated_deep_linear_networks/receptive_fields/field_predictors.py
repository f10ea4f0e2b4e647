"""What predicts the field at the end of a run: the closed form with gates frozen at some time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from papers import Context
from sims.gdln import Recording, predict_from_recording

from ..networks.relu_runs import SETTINGS, law, size_of

Predictor = Callable[[Recording, str, Context], Any]  # a recording -> weights (K, L) at its end
MOMENT_SAMPLES = 160  # a site


def frozen(freeze_at: float, gates_at: float | None = None) -> Predictor:
    """The closed form from that share of the training on, with the gates of then, or of another share."""

    def predict(run: Recording, setting: str, context: Context) -> Any:
        of = size_of(setting, context)
        return predict_from_recording(
            run.weights,
            run.steps,
            law(setting, of.L),
            lr=of.lr,
            batch=of.batch,
            freeze_at=round(freeze_at * of.steps),
            gates_at=None if gates_at is None else round(gates_at * of.steps),
            samples=MOMENT_SAMPLES * of.L,
            rng=context.rng(f"{setting} moments"),
        ).predicted[-1]

    return predict


def everywhere(predict: Predictor, settings: tuple[str, ...] = SETTINGS) -> dict[str, Predictor]:
    return dict.fromkeys(settings, predict)
