"""The public names of a package with good arguments for each, and the judgement of what comes of spoilt ones."""

import dataclasses
import warnings
from collections.abc import Callable, Iterable, Mapping
from inspect import signature
from time import perf_counter
from typing import Any

import numpy as np

from .harms import harms, spoilt
from .outcomes import Arguments, answer, copied, numbers_in, refusal, same, unchanged

SECONDS = 60.0  # an answer takes milliseconds, the slowest some seconds; more than this is a hang on any machine


@dataclasses.dataclass(frozen=True)
class Table:
    """The public names of a package: for each a function that makes good arguments, and what its answers obey.

    `spared` says which harms are none for an argument, in words; `words` are other words that name an argument.
    """

    package: Any
    make: Mapping[str, Callable[[np.random.Generator], Arguments]]
    left_out: Mapping[str, str]
    laws: Mapping[str, Callable[[Arguments, Any], bool]] = dataclasses.field(default_factory=dict)
    spared: Mapping[tuple[str, str], tuple[str, ...]] = dataclasses.field(default_factory=dict)
    words: Mapping[tuple[str, str], str] = dataclasses.field(default_factory=dict)
    expected: Mapping[str, tuple[type[Exception], ...]] = dataclasses.field(default_factory=dict)

    def call(self, name: str) -> Callable[..., Any]:
        found = self.package
        for part in name.split("."):
            found = found[part] if isinstance(found, Mapping) else getattr(found, part)
        return found

    def harms(self, name: str, arguments: Arguments) -> list[tuple[str, str]]:
        """All pairs of an argument and a harm to it."""
        return [
            (argument, harm)
            for argument, value in arguments.items()
            if argument != "self"
            for harm in harms(value)
            if not harm.startswith(self.spared.get((name, argument), (" ",)))
        ]

    def judge(self, name: str, seed: int, argument: str, harm: str) -> str | None:
        """What is wrong with the outcome when one argument is spoilt; None where nothing is."""
        rng = np.random.default_rng(seed)
        arguments = self.make[name](rng)
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            arguments[argument] = spoilt(arguments[argument], harm, rng)
        return self.outcome(name, seed, arguments, argument, harm)

    def outcome(self, name: str, seed: int, arguments: Arguments, argument: str, harm: str) -> str | None:
        before = {name: copied(value) for name, value in arguments.items()}
        words = [*arguments, *self.words.get((name, argument), "").split()]
        verdict, start = None, perf_counter()
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            try:
                found = answer(self.call(name), arguments)
            except Exception as error:
                if not harm:
                    return f"good arguments are refused: {error!r}"
                verdict = refusal(error, words, self.expected.get(name, ()))
            else:
                verdict = self.wrong(name, seed, arguments, found, harm, words)
        if perf_counter() - start > SECONDS:
            verdict = verdict or f"took {perf_counter() - start:.0f} s"
        if verdict is None and not all(unchanged(before[name], value) for name, value in arguments.items()):
            verdict = "an argument was changed"
        return verdict

    def wrong(self, name: str, seed: int, arguments: Arguments, found: Any, harm: str, words: list[str]) -> str | None:
        """What is wrong with an answer."""
        for array in numbers_in(found):
            if np.any(np.isnan(array)):
                return f"NaN in the result {array}"
        if harm.startswith("same: "):
            good = answer(self.call(name), self.make[name](np.random.default_rng(seed)))
            if not same(list(numbers_in(found)), list(numbers_in(good))):
                return f"{found} where the same numbers in another form give {good}"
        try:
            if name in self.laws and not self.laws[name](arguments, found):
                return f"an answer that breaks its law: {found}"
        except Exception as error:  # what is computed when it is asked for
            return refusal(error, words)
        return None

    def missing(self, public: Iterable[str]) -> list[str]:
        """The public names that are neither here nor left out with a reason; what takes no argument cannot be spoilt."""
        known = {*self.left_out, *self.make, *(name.rpartition(".")[0] for name in self.make)}
        return [name for name in public if name not in known and signature(self.call(name)).parameters]
