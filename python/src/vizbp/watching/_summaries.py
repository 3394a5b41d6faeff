"""Graphs with what was recorded of their nodes."""

from __future__ import annotations

import math
from collections.abc import Iterable

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
        for key, number in (
            ("update_ratio", record.update_ratio), ("distance", record.distance),
        ):
            if number is not None and math.isfinite(number):
                node.attributes[key] = number
    return graph

