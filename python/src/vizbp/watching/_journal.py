"""What is written of a run: numbers of each step, recorded steps, the first number that is none.

A step whose numbers are on a device is written when they have come: a step later, or at the end.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable, Sequence
from typing import NamedTuple

from ..errors import VizbpError
from ..events import EventLog, NodeRecord
from . import _autopsy
from ._captured import Captured
from ._device import Transfer
from ._folder import RunFolder
from ._meters import Handle
from ._structure import Plan
from ._summaries import filled


class _Row(NamedTuple):
    tags: tuple[str, ...]
    numbers: list[float | Handle]
    step: int
    wall_time: float
    transfer: Transfer
    captured: Captured | None


class Journal:
    """Writes a run.

    Args:
        log: The event file.
        folder: The folder beside it.
        rank: Which of several processes writes; the first describes the run for all.
        warn: Is told, in a sentence, what could not be written.

    Attributes:
        autopsy: Why the numbers stopped being numbers; None as long as they are.
        waited: For how many seconds it has waited for a device.
    """

    #: Recorded steps whose graphs are written out at the first NaN, beside that of the NaN itself.
    _RING = 4
    #: By so many steps the training may be ahead of what has come from a device.
    _AHEAD = 8
    #: So many recorded steps are encoded together at most: that is quicker than one by one.
    _BATCH = 64

    def __init__(
        self, log: EventLog, folder: RunFolder, rank: int, warn: Callable[[str], None],
    ):
        self.log, self.folder = log, folder
        self.autopsy: str | None = None
        self.waited = 0.0
        self._rank, self._warn = rank, warn
        self._tags: dict[tuple[str, ...], tuple[str, ...]] = {}
        self._rows: deque[_Row] = deque()
        self._waiting: deque[Captured] = deque()
        self._complete: list[Captured] = []
        self._ring: deque[Captured] = deque(maxlen=self._RING)

    def tag(self, name: str) -> str:
        """What a series is called in this process's file."""
        return f"rank{self._rank}/{name}" if self._rank else name

    def add(
        self, numbers: dict[str, float | Handle], step: int, wall_time: float,
        transfer: Transfer | None, captured: Captured | None,
        rehearse: Callable[[], Captured | None] | None = None,
    ) -> None:
        """Take a step.

        Args:
            numbers: What is logged of it, by name; ``loss`` is among them.
            step, wall_time: Which step, and when.
            transfer: What is on its way from a device; None where all numbers are here.
            captured: What was recorded of it, if it was.
            rehearse: Records the step's forward pass after all, if its loss is not finite.
        """
        if captured is not None:
            self._waiting.append(captured)
        names = tuple(numbers)
        tags = self._tags.get(names)
        if tags is None:
            tags = self._tags[names] = tuple(map(self.tag, names))
        row = list(numbers.values())
        if transfer is not None:
            self._rows.append(_Row(tags, row, step, wall_time, transfer, captured))
            return
        self.log.scalars(tags, row, step, wall_time)
        self._look(step, numbers["loss"], captured, rehearse)

    def settle(self, is_last: bool = False) -> None:
        """Write what has come, and the steps whose update has been seen; at the end everything."""
        while self._rows:
            row = self._rows[0]
            if not (is_last or row.transfer.is_come or len(self._rows) > self._AHEAD):
                break
            self._rows.popleft()
            self.waited += row.transfer.wait()
            numbers = [
                row.transfer.number(each) if isinstance(each, Handle) else each
                for each in row.numbers]
            self.log.scalars(row.tags, numbers, row.step, row.wall_time)
            self._look(row.step, numbers[row.tags.index(self.tag("loss"))], row.captured, None)
        while self._waiting:
            captured = self._waiting[0]
            if not (is_last or captured.is_complete or len(self._waiting) > self._AHEAD):
                break
            self._waiting.popleft()
            if captured.update_transfer is not None:
                self.waited += captured.update_transfer.wait()
            self._complete.append(captured)
            self._ring.append(captured)
        if is_last:
            self.flush()

    def tick(self) -> None:
        """Write what has waited long enough, or is much."""
        if len(self._complete) >= self._BATCH or self.log.is_due:
            self.flush()

    def flush(self) -> None:
        """Have all that is complete in the event file."""
        complete, self._complete = self._complete, []
        for captured in complete:
            self._write(captured)
        self.log.flush()

    def _write(self, captured: Captured) -> None:
        records = captured.records()
        if captured.gradients_overflow(records):
            records = [each._replace(gradient=None, update_ratio=None) for each in records]
            self.log.text(
                self.tag("grad_scaler"),
                "The scaled gradients overflowed: the update was left out.",
                captured.step)
        self.log.nodes(records, captured.step, captured.wall_time)
        if self._rank or not captured.histograms:
            return
        for record in records:
            for found, tag in (
                (record.value, record.node), (record.gradient, f"{record.node}/gradient"),
            ):
                if found is not None and found.histogram is not None:
                    self.log.histogram(tag, found.histogram, captured.step, captured.wall_time)

    def begin_graph(self, plan: Plan) -> None:
        """Write the graph of the first recorded step, for whoever looks on."""
        graph = plan.graph(self.folder.record["name"])
        if self._rank == 0:
            self.log.graph(graph)
        self.folder.write_graph(graph)

    def write_graph(self) -> None:
        """Write ``graph.json`` with the last recorded numbers."""
        if self._ring:
            captured = self._ring[-1]
            graph = captured.plan.graph(self.folder.record["name"])
            self.folder.write_graph(filled(graph, captured.records()))

    # MARK: The first number that is none

    def _look(
        self, step: int, loss: float, captured: Captured | None,
        rehearse: Callable[[], Captured | None] | None,
    ) -> None:
        if self.autopsy is not None or (captured is None and math.isfinite(loss)):
            return
        if math.isfinite(loss) and captured is not None and not captured.is_broken:
            return
        records = captured.records() if captured is not None else []
        if math.isfinite(loss) and captured is not None and captured.gradients_overflow(records):
            return
        if captured is None and rehearse is not None:
            captured = rehearse()
            records = captured.records() if captured is not None else []
        self.autopsy = self._explanation(step, loss, captured, records)
        self.log.text(self.tag("autopsy"), self.autopsy, step)
        if captured is None:
            return
        try:
            for each in [*self._ring, captured]:
                self.folder.write_graph(
                    filled(each.plan.graph(), each.records()), f"autopsy-{each.step}.json")
        except VizbpError as error:
            self._warn(str(error))

    @staticmethod
    def _explanation(
        step: int, loss: float, captured: Captured | None, records: Sequence[NodeRecord],
    ) -> str:
        word = "NaN" if math.isnan(loss) else "infinite"
        if captured is None:
            return f"Step {step}: the loss is {word}; the step was not recorded."
        known = {record.node: record for record in records}
        found = _autopsy.explain(captured.plan, known, step)
        if found is None:
            found = f"Step {step}: the loss is {word}, and every recorded number is finite."
        return found
