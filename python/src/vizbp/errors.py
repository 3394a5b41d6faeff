"""The one type of error that the package raises, and the one type of warning that it gives."""

from __future__ import annotations


class VizbpError(Exception):
    """What went wrong, in one clear sentence: ``str(error)``.

    Attributes:
        hint: What to do about it, where there is something to say.
        status: The exit status of the program where it was the program that failed (64 wrong usage,
            65 bad data, 66 input missing, 70 internal, 73 output, 74 I/O), else None.
    """

    def __init__(self, sentence: str, *, hint: str | None = None, status: int | None = None):
        super().__init__(sentence if hint is None else f"{sentence} ({hint})")
        self.hint = hint
        self.status = status


class VizbpWarning(UserWarning):
    """Recording has failed; the training goes on."""
