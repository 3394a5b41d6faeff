"""A recorded step until it is written: its numbers may still be on their way from a device, and its
update has not been seen."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from ..events import NodeRecord
from ..statistics import Histogram, Summary
from ._device import Transfer
from ._meters import Handle, Measured, merged, scaled
from ._names import Site
from ._structure import Plan


@dataclass
class Captured:
    """What was measured in one step.

    Attributes:
        step, wall_time: Which step, and when.
        plan: The graph that its calls belong to.
        values, gradients: What was measured, by the site; several parts are of several batches.
        scales: What the gradients of calls, and of parameters, have to be divided by.
        histograms: Of values and of gradients, where the step has them.
        transfer: The numbers on their way from a device.
        updates: How far each parameter went, and is from where it started.
        update_transfer: Those numbers on their way.
        has_update: Whether the update has been seen.
    """

    step: int
    wall_time: float
    plan: Plan
    values: dict[Site, list[Measured]] = field(default_factory=dict)
    gradients: dict[Site, list[Measured]] = field(default_factory=dict)
    scales: tuple[float | Handle, float | Handle] = (1.0, 1.0)
    histograms: dict[tuple[Site, bool], Histogram | Handle] = field(default_factory=dict)
    transfer: Transfer | None = None
    updates: dict[Site, tuple[float, float]] = field(default_factory=dict)
    update_transfer: Transfer | None = None
    has_update: bool = False

    @property
    def has_gradients(self) -> bool:
        """Whether a backward pass was seen."""
        return any(self.gradients.values())

    @property
    def is_complete(self) -> bool:
        """Whether all numbers are here, and the update has been seen."""
        return self.has_update and all(
            each is None or each.is_come for each in (self.transfer, self.update_transfer))

    @property
    def is_broken(self) -> bool:
        """Whether a number is NaN or infinite."""
        for parts in (*self.values.values(), *self.gradients.values()):
            for part in parts:
                if isinstance(part, Handle):
                    if not self.transfer.is_finite(part):  # type: ignore[union-attr]
                        return True
                elif part.nan or part.inf:
                    return True
        return False

    def records(self) -> list[NodeRecord]:
        """What the log has of the step, in the order of the graph."""
        scale, parameter_scale = (self._number(each, self.transfer) for each in self.scales)
        found: list[NodeRecord] = []
        for site in self.plan.sites:
            value = self._moments(self.values.get(site))
            gradient = self._moments(self.gradients.get(site))
            if value is None and gradient is None:
                continue
            is_parameter = site.role == "parameter"
            divisor = parameter_scale if is_parameter else scale
            if self.histograms and is_parameter:
                value = self._with_histogram(value, (site, False))
                gradient = self._with_histogram(gradient, (site, True))
            if gradient is not None and divisor != 1.0:
                gradient = scaled(gradient, 1.0 / divisor)
            ratio = gone = None
            if is_parameter and site in self.updates:
                change, gone = (
                    self._number(each, self.update_transfer) for each in self.updates[site])
                norm = value.norm if value is not None else 0.0
                ratio = change / norm if norm > 0 else math.inf if change > 0 else 0.0
            found.append(NodeRecord(site.id, value, gradient, ratio, gone))
        return found

    def _moments(self, parts: Sequence[Measured] | None) -> Summary | None:
        if not parts:
            return None
        if len(parts) == 1 and type(parts[0]) is Summary:
            return parts[0]
        return merged([
            self.transfer.moments(part) if isinstance(part, Handle) else part  # type: ignore
            for part in parts])

    @staticmethod
    def _number(number: float | Handle, transfer: Transfer | None) -> float:
        if isinstance(number, Handle) and transfer is not None:
            return transfer.number(number)
        return number

    def gradients_overflow(self, records: Iterable[NodeRecord]) -> bool:
        """Whether the scaler has made gradients too large, as it does now and then: it leaves out
        the update, and tries a smaller scale."""
        if self.scales == (1.0, 1.0):
            return False
        has_broken = False
        for record in records:
            for found, is_value in ((record.value, True), (record.gradient, False)):
                if found is not None and found.nan + found.inf:
                    if is_value:
                        return False
                    has_broken = True
        return has_broken

    def _with_histogram(self, found: Summary | None, key: tuple[Site, bool]) -> Summary | None:
        histogram = self.histograms.get(key)
        if isinstance(histogram, Handle) and found is not None and self.transfer is not None:
            histogram = self.transfer.histogram(histogram, found)
        if found is None or not isinstance(histogram, Histogram):
            return found
        return found._replace(histogram=histogram)
