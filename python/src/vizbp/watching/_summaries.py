"""Graphs with what was recorded of their nodes."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from ..events import NodeRecord
from ..graph import Graph


def filled(graph: Graph, records: Iterable[NodeRecord]) -> Graph:
    """The graph with summaries of values and gradients, and what an update made of parameters."""
    known = {record.node: record for record in records}
    for node in graph.nodes:
        record = known.get(node.id)
        if record is None:
            continue
        if record.value is not None:
            node.value = record.value
        if record.gradient is not None:
            node.gradient = record.gradient
        node.shape = _fitting(node.shape, record)
        for key, number in (
            ("update_ratio", record.update_ratio), ("distance", record.distance),
        ):
            if number is not None and math.isfinite(number):
                node.attributes[key] = number
    return graph



def _fitting(
    shape: Sequence[int | str | None] | None, record: NodeRecord,
) -> tuple[int | str | None, ...] | None:
    """The shape of what was recorded: the batches of a step may be several, and the last of an
    epoch is smaller than the first, whose shape is known."""
    counts = {found.count for found in (record.value, record.gradient) if found is not None}
    extents = [each for each in shape or () if isinstance(each, int)]
    if shape is None or len(extents) < len(shape) or counts <= {math.prod(extents)}:
        return None if shape is None else tuple(shape)
    rest = math.prod(extents[1:])
    if len(counts) > 1 or not extents or rest == 0 or max(counts) % rest:
        return None
    return (max(counts) // rest, *extents[1:])
