"""Weights without accidental relations, for counts of different maps."""

from __future__ import annotations

PRIMES = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59)


def generic_layer(outputs: int, inputs: int, skip: int = 0) -> list[list[int]]:
    """Weights without accidental relations: distinct primes."""
    return [[PRIMES[skip + i * inputs + j] for j in range(inputs)] for i in range(outputs)]
