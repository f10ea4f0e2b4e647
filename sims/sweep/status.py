"""How far a sweep is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from ..store import Store, check_store
from .cell import Cell
from .spec import Spec, check_spec


@dataclass(frozen=True)
class Status:
    """Counts of the cells of a spec in a store, and the failed ones.

    `earlier` cells were computed for another form of the spec, or for another spec, and count since their identity is
    the same; `strangers` are cells of the experiment that this spec does not ask for. `texts` counts the
    cells by the text of the experiment's module that computed them, most first; `before` are those of another text than the
    module has now, as a `run` knows it.

    Example:
    >>> from sims.sweep import Spec, status
    >>> found = status(Spec("noise", grid={"n": [10, 100]}, seeds=5), None)
    >>> found.missing, found.failed
    (10, {})
    """

    experiment: str
    total: int
    done: int
    failed: Mapping[str, Cell]
    earlier: int
    strangers: int
    texts: tuple[int, ...]
    before: int

    @property
    def missing(self) -> int:
        return self.total - self.done - len(self.failed)

    def lines(self) -> list[str]:
        """The counts for a person, and what a change of the spec means for them."""
        lines = [
            f"{self.experiment}: {self.done} of {self.total} cells done, {len(self.failed)} failed, {self.missing} missing"
        ]
        if self.earlier:
            lines.append(
                f"the spec has changed, or another one shares this store: {self.earlier} of these cells were computed "
                "for that one and count, since their parameters and seeds are the same"
            )
        if self.strangers:
            lines.append(f"{self.strangers} more cells of {self.experiment} in the store are not in this spec")
        if self.before:
            lines.append(
                f"the experiment's module has changed: {self.before} of these cells are from before; where the change matters, "
                "take a new store"
            )
        elif len(self.texts) > 1:
            counts = f"{', '.join(map(str, self.texts[:-1]))} and {self.texts[-1]}"
            lines.append(f"{len(self.texts)} texts of the experiment's module computed {counts} of these cells")
        return lines


def status(spec: Spec, store: Store | None, code: str | None = None) -> Status:
    """The status of `spec` in an open `store`, or where there is none yet. Raises `StoreError` for a damaged one.

    The experiment is not imported; `code` is the digest of its module now, where the caller has.

    Example:
    >>> from sims.sweep import Spec, status
    >>> found = status(Spec("noise", grid={"n": [10, 100]}, seeds=5), None)
    >>> found.done, found.total
    (0, 10)
    """
    spec = check_spec(spec)
    states = check_store(store).states(spec.experiment) if store is not None else {}
    done, earlier, digest = 0, 0, spec.digest
    failed: dict[str, Cell] = {}
    codes: Counter[str] = Counter()
    for cell in spec.cells():
        state, computed_for, computed_by = states.pop(cell.key, (None, digest, None))
        earlier += computed_for != digest
        codes.update([computed_by] if computed_by is not None else [])
        done += state == "done"
        if state == "failed":
            failed[cell.key] = cell
    before = codes.total() - codes[code] if code is not None else 0
    texts = tuple(sorted(codes.values(), reverse=True))
    return Status(spec.experiment, len(spec), done, failed, earlier, len(states), texts, before)
