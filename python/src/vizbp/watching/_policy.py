"""Which steps are recorded: every so many, closer at the start, or as many as a budget allows."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from ..errors import VizbpError


@dataclass(frozen=True)
class Policy:
    """Which steps are recorded.

    Attributes:
        every: Step 0, n, 2n …; 0 for none.
        per_decade: So many steps of every power of ten, from step 0 on; 0 for this not to be said.
        budget: The share of the training's own time that recording may take; None for no bound.
        histograms_per_decade: The same as ``per_decade``, of steps that have histograms, too.
    """

    every: int = 1
    per_decade: int = 0
    budget: float | None = None
    histograms_per_decade: int = 8

    def contains(self, step: int) -> bool:
        """Whether a step, counted from 0, is to be recorded."""
        if self.per_decade:
            return is_logarithmic(step, self.per_decade)
        return self.every > 0 and step % self.every == 0

    def has_histograms(self, step: int) -> bool:
        """Whether the step has histograms; one that is not recorded leaves them to the next."""
        return is_logarithmic(step, self.histograms_per_decade)

    @property
    def text(self) -> str:
        """The policy as it may be said again."""
        if self.budget is not None:
            return f"{self.budget * 100:g}%"
        return "log" if self.per_decade else f"every {self.every}" if self.every else "none"


def policy(every: int | float | str | Policy) -> Policy:
    """What ``every`` says.

    Args:
        every: A number of steps, or what the program's ``--capture`` takes: ``"all"``, ``"none"``,
            ``"log"``, ``"every 10"``, ``"5%"`` (or ``"at most 5 %"``).

    Raises:
        VizbpError: It says none of these.
    """
    if isinstance(every, Policy):
        return every
    if isinstance(every, bool):
        raise VizbpError(f"every={every} is no number of steps")
    if isinstance(every, (int, float)):
        if not 1 <= every < math.inf or every != int(every):
            raise VizbpError(f"every={every} is no number of steps", hint="1 records each step")
        return Policy(every=int(every))
    if not isinstance(every, str):
        raise VizbpError(f"every={every!r} says no steps", hint="1 records each step")
    words = every.strip().lower()
    if words in ("all", "none", "log"):
        return Policy(
            every=0 if words == "none" else 1, per_decade=30 if words == "log" else 0)
    share = re.fullmatch(r"(?:at most\s+)?(\d+(?:\.\d*)?|\.\d+)\s*%", words)
    if share:
        return Policy(budget=float(share[1]) / 100)
    steps = re.fullmatch(r"(?:every\s+)?(\d+)(?:\s+steps?)?", words)
    if steps and int(steps[1]) > 0:
        return Policy(every=int(steps[1]))
    raise VizbpError(
        f"every={every!r} says no steps", hint="a number, 'every 10', 'log', 'all', 'none' or '5%'")


def is_logarithmic(step: int, per_decade: int) -> bool:
    """Whether a step is one of so many of every power of ten, evenly on a logarithmic scale."""
    if per_decade <= 0 or step < 0:
        return False
    if step <= 1:
        return True

    def marks(number: int) -> int:
        return int(math.log10(number) * per_decade + 1e-9)

    return marks(step) > marks(step - 1)
