"""What recording costs beside the training's own time, and whether another step may be recorded."""

from __future__ import annotations

import time
from dataclasses import dataclass


@dataclass
class Report:
    """How much was recorded, and what it cost by the watch's own account.

    Attributes:
        steps: How many steps there were.
        captured_steps: Of how many of them statistics were taken.
        training_time: What the training itself took, in seconds.
        capture_time: What recording took, in seconds.
        last_step: The last step of which statistics were taken.
    """

    steps: int = 0
    captured_steps: int = 0
    training_time: float = 0.0
    capture_time: float = 0.0
    last_step: int = 0

    @property
    def overhead(self) -> float:
        """Recording's time as a share of the training's own."""
        return self.capture_time / self.training_time if self.training_time > 0 else 0.0


class Budget:
    """Keeps the account.

    Args:
        share: The share of the training's time that recording may take; None for no bound.
    """

    clock = staticmethod(time.perf_counter)

    def __init__(self, share: float | None):
        self._share = share
        self.report = Report()
        self._last_end: float | None = None
        # What was taken within the training's passes since the last step.
        self._within = 0.0
        self._cost = 0.0

    @property
    def has_room(self) -> bool:
        """Whether another recorded step keeps recording within its share; the first always may."""
        report = self.report
        if self._share is None or report.captured_steps == 0:
            return True
        # The training's time is known a step late.
        return report.capture_time + self._cost <= self._share * report.training_time

    def take_within(self, seconds: float) -> None:
        """Count what hooks took while the training's passes ran."""
        self._within += seconds

    def begin_step(self, start: float) -> float | None:
        """Count a step that is handed over now; gives what the training took since the one before,
        None for the first."""
        self.report.steps += 1
        if self._last_end is None:
            return None
        seconds = max(start - self._last_end - self._within, 0.0)
        self.report.training_time += seconds
        return seconds

    def end_step(self, start: float, captured: int | None) -> None:
        """Give the time back to the training; ``captured`` is the step if it was recorded."""
        now = self.clock()
        cost = now - start + self._within
        self.report.capture_time += cost
        self._within = 0.0
        self._last_end = now
        if captured is not None:
            self.report.captured_steps += 1
            self.report.last_step = captured
            # The first one also finds the graph, which the next ones do not.
            if self.report.captured_steps != 1:
                self._cost = cost

    def wait(self, seconds: float) -> None:
        """Count what recording waited for a device, which computes the training then."""
        self.report.training_time += seconds
        self._within -= seconds

    def leave_out(self, seconds: float) -> None:
        """Leave out what is neither the training's time nor recording's."""
        if self._last_end is not None:
            self._last_end += seconds
