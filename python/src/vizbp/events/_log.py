"""A run's event file, as TensorBoard and the program read it."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import VizbpError
from ..statistics import Histogram
from . import _messages as messages
from ._file import EventFile, cut_torn_tail, record
from ._messages import GraphNode, NodeRecord
from ._scalars import ScalarEncoder
from ._wire import delimited, text, whole

if TYPE_CHECKING:
    from ..graph import Graph

#: What files of ours say of who wrote them.
WRITER = "vizbp"


class EventLog:
    """Writes what happens in a training to an event file of TensorBoard's format.

    Records are whole and only ever appended, so that a run that is killed keeps all that was
    written. Several processes may each have a log in one folder; they are read as one run.

    A log that cannot go on, because the disk is full, say, stops with one call of ``on_failure``;
    what is logged from then on is ignored.

    Args:
        folder: The run's folder, which is made where it is not there.
        number: Tells apart the files of one process; of several ranks it is the rank.
        resuming_at: The step with which a run goes on that was broken off: what the folder's
            earlier files have from there on is replaced.
        flush_interval: How long a record waits at most while others come, in seconds.
        on_failure: Is called once with what went wrong.

    Raises:
        VizbpError: The folder or the file cannot be made.
    """

    #: So many bytes are written without waiting for more.
    _ENOUGH = 1 << 18

    def __init__(
        self, folder: str | os.PathLike[str], *, number: int = 0, resuming_at: int | None = None,
        flush_interval: float = 1.0, on_failure: Callable[[OSError], None] | None = None,
    ):
        self._interval = flush_interval
        self._on_failure = on_failure
        self._records = bytearray()
        self._scalars = ScalarEncoder()
        self._described: set[str] = set()
        self._indices: dict[str, int] = {}
        self._tags: tuple[str, ...] = ()
        self._steps: list[int] = []
        self._times: list[float] = []
        self._values: list[Sequence[float]] = []
        self._last_flush = time.monotonic()
        now = time.time()
        try:
            if resuming_at is not None:
                for path in event_files(folder):
                    cut_torn_tail(path)
            self._file: EventFile | None = EventFile(folder, now, number)
            self.path = self._file.path
            start = messages.event(
                now, 0, text(3, "brain.Event:2") + delimited(10, text(1, WRITER)))
            self._records += record(start)
            if resuming_at is not None:
                # TensorBoard takes the first of these for the start of the run, and only from the
                # second on drops what was there.
                session = record(messages.event(now, resuming_at, delimited(7, whole(1, 1))))
                self._records += session + session
            self._file.write(self._records)
            self._records = bytearray()
        except OSError as error:
            raise VizbpError(
                f"{os.fspath(folder)} cannot be written: {error.strerror}", status=73) from error

    @property
    def is_open(self) -> bool:
        """Whether what is logged is written."""
        return self._file is not None

    # MARK: Logging

    def scalars(
        self, tags: tuple[str, ...], values: Sequence[float], step: int,
        wall_time: float | None = None,
    ) -> None:
        """Log numbers of one step, with all of their digits; they may be NaN or infinite."""
        if tags != self._tags:
            self._take_scalars()
            self._tags = tags
        self._steps.append(step)
        self._times.append(time.time() if wall_time is None else wall_time)
        self._values.append(values)

    def scalar(self, tag: str, value: float, step: int, wall_time: float | None = None) -> None:
        """Log one number; slashes group series: ``validation/loss``."""
        self.scalars((tag,), (value,), step, wall_time)

    def nodes(
        self, records: Sequence[NodeRecord], step: int, wall_time: float | None = None,
    ) -> None:
        """Log what the nodes of a graph held at a step; TensorBoard ignores it."""
        names = [each.node for each in records if each.node not in self._indices]
        if names:
            first = len(self._indices)
            self._indices.update((name, first + n) for n, name in enumerate(dict.fromkeys(names)))
            told = messages.node_names(first, list(self._indices)[first:])
            self._tensor("vizbp/names", messages.string_tensor(told), WRITER, step, wall_time)
        body = b"".join(messages.node_record(self._indices[each.node], each) for each in records)
        self._tensor("vizbp/nodes", messages.string_tensor(body), WRITER, step, wall_time)

    def histogram(
        self, tag: str, histogram: Histogram, step: int, wall_time: float | None = None,
    ) -> None:
        """Log how the elements of a tensor are spread."""
        tensor = messages.histogram_tensor(histogram)
        self._tensor(tag, tensor, "histograms", step, wall_time, messages.TENSOR)

    def text(self, tag: str, words: str, step: int, wall_time: float | None = None) -> None:
        """Log a text; TensorBoard sets it as Markdown."""
        tensor = messages.string_tensor(words.encode("utf-8", "replace"))
        self._tensor(tag, tensor, "text", step, wall_time, messages.TENSOR)

    def graph(self, graph: Graph) -> None:
        """Log a graph: its nodes, what they take, and their extents, without values."""
        body = messages.graph(_graph_nodes(graph))
        self._add(messages.event(time.time(), 0, delimited(4, body)))

    def hyperparameters(
        self, values: Mapping[str, bool | float | str], metrics: Iterable[str] = (),
        name: str = "", wall_time: float | None = None,
    ) -> None:
        """Log what the run was set to, for TensorBoard's table.

        Args:
            values: The settings, by name.
            metrics: The tags of scalars that the table has columns for.
            name: What the run is called there.
            wall_time: When the run began, in seconds since 1970.
        """
        when = time.time() if wall_time is None else wall_time
        self._hparams("_hparams_/experiment", messages.experiment(values, metrics), when)
        told = messages.session_start(values, name, when)
        self._hparams("_hparams_/session_start_info", told, when)
        self._has_hyperparameters = True

    _has_hyperparameters = False

    def _hparams(self, tag: str, content: bytes, wall_time: float) -> None:
        nothing = whole(1, messages.FLOAT) + delimited(2, delimited(2, b""))
        self._tensor(tag, nothing, "hparams", 0, wall_time, content=content)

    def _tensor(
        self, tag: str, tensor: bytes, plugin: str, step: int, wall_time: float | None,
        data_class: int = messages.UNKNOWN, content: bytes = b"",
    ) -> None:
        described = None
        if tag not in self._described:
            self._described.add(tag)
            described = messages.metadata(plugin, data_class, content)
        summary = delimited(5, messages.value(tag, tensor, described))
        when = time.time() if wall_time is None else wall_time
        self._add(messages.event(when, step, summary))

    def _add(self, data: bytes) -> None:
        if self._file is not None:
            self._records += record(data)

    # MARK: Writing

    @property
    def is_due(self) -> bool:
        """Whether what waits has waited long enough, or is much."""
        return (
            time.monotonic() - self._last_flush >= self._interval
            or len(self._records) + 64 * len(self._steps) * len(self._tags) > self._ENOUGH)

    def flush(self) -> None:
        """Write what was logged before."""
        self._take_scalars()
        self._last_flush = time.monotonic()
        records, self._records = self._records, bytearray()
        if self._file is None or not records:
            return
        try:
            self._file.write(records)
        except OSError as error:
            self._file.close()
            self._file = None
            if self._on_failure is not None:
                self._on_failure(error)

    def _take_scalars(self) -> None:
        if not self._steps:
            return
        if self._file is not None:
            self._records += self._scalars.encode(
                self._tags, self._steps, self._times, self._values)
        self._steps, self._times, self._values = [], [], []

    def close(self, has_succeeded: bool | None = None) -> None:
        """Write what is left and close the file.

        Args:
            has_succeeded: How the run ended, if it had hyperparameters and the table is to say so.
        """
        if has_succeeded is not None and self._has_hyperparameters and self.is_open:
            now = time.time()
            self._hparams(
                "_hparams_/session_end_info", messages.session_end(has_succeeded, now), now)
        self.flush()
        if self._file is not None:
            self._file.close()
            self._file = None


def event_files(folder: str | os.PathLike[str]) -> list[Path]:
    """The event files of a folder, by their names; none where there is no folder."""
    directory = Path(folder)
    if not directory.is_dir():
        return []
    return sorted(path for path in directory.iterdir() if "tfevents" in path.name)


def _graph_nodes(graph: Graph) -> list[GraphNode]:
    """The nodes under names that TensorBoard accepts, each of one node, and none of both a node
    and a scope."""
    scopes = {
        "/".join(path[:end]).lower()
        for node in graph.nodes for path in [_path(node.scope)] for end in range(1, len(path) + 1)}
    taken, names = set(scopes), {}
    for node in graph.nodes:
        leaf = node.id.removeprefix(f"{node.scope}/") if node.scope else node.id
        wanted = "/".join([*_path(node.scope), _valid(leaf.replace("/", "_"))])
        name, number = wanted, 0
        while name.lower() in taken:
            number += 1
            name = f"{wanted}_{number}"
        taken.add(name.lower())
        names[node.id] = name
    drawn = []
    for node in graph.nodes:
        texts = {"label": node.label, "role": node.role}
        if names[node.id] != node.id:
            texts["id"] = node.id
        extents = node.shape
        is_fixed = extents is not None and all(isinstance(each, int) for each in extents)
        drawn.append(GraphNode(
            names[node.id], node.op,
            [names[_source(each, names)] for each in node.inputs if _source(each, names) in names],
            [int(each) for each in extents or () if isinstance(each, int)] if is_fixed else None,
            {key: words for key, words in texts.items() if words is not None}))
    return drawn


def _source(name: str, names: Mapping[str, str]) -> str:
    return name if name in names else name.rpartition(":")[0]


def _path(scope: str | None) -> list[str]:
    return [_valid(part) for part in (scope or "").split("/") if part]


def _valid(part: str) -> str:
    found = re.sub(r"[^A-Za-z0-9_.\-]", "_", part) or "node"
    return found if found[0].isalnum() or found[0] == "." else f"n{found}"
