"""Bad input of the person at the keyboard."""

from __future__ import annotations


class UsageError(ValueError):
    """One line, exit status 2."""

    def __init__(self, message: str) -> None:
        super().__init__(" ".join(message.split()))  # a path or another's message may hold anything
