"""What a claim's test may use besides the statement."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

    from sims.store import Record


@dataclass
class Context:
    """What a test may use besides the statement.

    Random generators by name, whether time is no object (`full`), results shared by the variants of a statement, and with
    `full` those of the claim's sweeps.

    Example:
    >>> from papers import Context
    >>> context = Context(seed=1)
    >>> context.once("work", lambda: 42), context.once("work", lambda: 43)
    (42, 42)
    """

    seed: int = 0
    full: bool = False
    folder: Path | None = None
    store: Path | None = None
    _shared: dict[str, Any] = field(default_factory=dict)

    def rng(self, name: str) -> np.random.Generator:
        """A generator of its own for each name, the same whatever else runs."""
        from theory.randomness import generator  # here, so that the command can say so where `theory` is not ours

        return generator(self.seed, name)

    def once(self, name: str, compute: Callable[[], Any]) -> Any:
        """`compute()`, run once however many variants of the statement are tested."""
        if name not in self._shared:
            self._shared[name] = compute()
        return self._shared[name]

    def sweep(self, name: str) -> list[Record]:
        """The records of a sweep that the claim names in `sweeps`, in the order of the cells; with `full` only."""
        if self.folder is None or self.store is None:
            raise RuntimeError(f"sweep {name}: there is a store in a full run only")
        from .sweeps import results

        return results(self.folder, name, self.store)
