"""What stands in the records of an event file: TensorBoard's messages, and vizbp's own.

The fields, their numbers and their order are those that the program writes; see the article
"A run on disk", which has them byte by byte.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from ..statistics import Histogram, Summary, even_edges
from ._wire import delimited, double, packed, packed_doubles, text, varint, whole

FLOAT, DOUBLE, STRING = 1, 2, 7
UNKNOWN, SCALAR, TENSOR, BLOBS = 0, 1, 2, 3

#: So many fields of a double each, with their tags.
_PAIRS = tuple(struct.Struct("<" + count * "Bd").pack for count in range(6))
_FIVE = _PAIRS[5]
_DOUBLE = struct.Struct("<d").pack


class NodeRecord(NamedTuple):
    """What one node of a graph held at one step.

    Attributes:
        node: The node's id in the graph.
        value, gradient: Statistics of its value and its gradient; None where it has none.
        update_ratio: Of a parameter, how large its update was beside itself, ‖Δw‖/‖w‖.
        distance: Of a parameter, how far it is from where it started, ‖w − w₀‖.
    """

    node: str
    value: Summary | None = None
    gradient: Summary | None = None
    update_ratio: float | None = None
    distance: float | None = None


def event(wall_time: float, step: int, what: bytes) -> bytes:
    """An event; its time stands there even where it is 0."""
    return double(1, wall_time) + whole(2, step) + what


def value(tag: str, tensor: bytes, metadata: bytes | None) -> bytes:
    """A value of a summary: a tensor under a tag, with metadata where the tag is new."""
    described = b"" if metadata is None else delimited(9, metadata)
    return delimited(1, text(1, tag) + delimited(8, tensor) + described)


def metadata(plugin: str, data_class: int, content: bytes = b"") -> bytes:
    """What TensorBoard needs to know of a tag."""
    body = delimited(2, content) if content else b""
    return delimited(1, text(1, plugin) + body) + whole(4, data_class)


def shape(*extents: int) -> bytes:
    """A tensor's shape."""
    return b"".join(delimited(2, whole(1, extent)) for extent in extents)


def scalar_tensor(number: float) -> bytes:
    """A tensor of one double."""
    return whole(1, DOUBLE) + delimited(2, b"") + packed_doubles(6, (number,))


def string_tensor(content: bytes) -> bytes:
    """A tensor of one string."""
    return whole(1, STRING) + delimited(2, b"") + delimited(8, content)


def histogram_tensor(histogram: Histogram) -> bytes:
    """Left edge, right edge and count of each bin, row by row."""
    edges, counts = histogram.edges, histogram.counts
    rows = [n for k, c in enumerate(counts) for n in (edges[k], edges[k + 1], float(c))]
    content = struct.pack(f"<{len(rows)}d", *rows)
    return whole(1, DOUBLE) + delimited(2, shape(len(counts), 3)) + delimited(4, content)


# MARK: vizbp's own records


def statistics(found: Summary) -> bytes:
    """``Statistics``: counts where they are not 0, numbers unless they are +0, then the bins."""
    count, mean, std, low, high, norm, zeros, nan, inf, histogram, _ = found
    if mean and std and low and high and norm:
        body = _count(count) + _FIVE(0x11, mean, 0x19, std, 0x21, low, 0x29, high, 0x31, norm)
    else:
        told: list[float] = []
        for tag, number in ((0x11, mean), (0x19, std), (0x21, low), (0x29, high), (0x31, norm)):
            if number or math.copysign(1.0, number) < 0:
                told += (tag, number)
        body = _count(count) + _PAIRS[len(told) // 2](*told)
    if zeros:
        body += b"\x38" + varint(zeros)
    if nan or inf:
        body += whole(8, nan) + whole(9, inf)
    if histogram is None or not histogram.counts:
        return body
    body += packed(10, histogram.counts)
    # Even edges follow from the range.
    if not _is_even(histogram, low, high):
        body += packed_doubles(11, histogram.edges)
    return body


@lru_cache(1 << 12)
def _count(count: int) -> bytes:
    return whole(1, count)


def _is_even(histogram: Histogram, low: float, high: float) -> bool:
    edges, bins = histogram.edges, len(histogram.counts)
    if not low < high or len(edges) != bins + 1 or (edges[0], edges[-1]) != (low, high):
        return False
    return edges == tuple(even_edges(low, high, bins).tolist())


def node_record(index: int, record: NodeRecord) -> bytes:
    """``NodeRecords.node``: one node by the index that stands for its name."""
    _, found, gradient, ratio, distance = record
    body = _count(index)
    if found is not None:
        part = statistics(found)
        body += b"\x12" + varint(len(part)) + part
    if gradient is not None:
        part = statistics(gradient)
        body += b"\x1a" + varint(len(part)) + part
    if ratio is not None:
        body += b"\x21" + _DOUBLE(ratio)
    if distance is not None:
        body += b"\x29" + _DOUBLE(distance)
    return b"\x0a" + varint(len(body)) + body


def node_names(first: int, names: Sequence[str]) -> bytes:
    """``NodeNames``: the ids behind the indices from ``first`` on."""
    return whole(1, first) + b"".join(
        delimited(2, name.encode("utf-8", "replace")) for name in names)


# MARK: TensorBoard's table of hyperparameters and its graphs


def experiment(values: Mapping[str, bool | float | str], metrics: Iterable[str]) -> bytes:
    """The columns of the table, for the tag ``_hparams_/experiment``."""
    body = b"".join(
        delimited(4, text(1, name) + whole(4, _kind(values[name]))) for name in sorted(values))
    body += b"".join(delimited(5, delimited(1, text(2, tag))) for tag in metrics)
    return delimited(2, body)


def _kind(number: bool | float | str) -> int:
    return 2 if isinstance(number, bool) else 1 if isinstance(number, str) else 3


def session_start(values: Mapping[str, bool | float | str], name: str, time: float) -> bytes:
    """What the run was set to, for the tag ``_hparams_/session_start_info``."""
    body = b""
    for key in sorted(values):
        what = values[key]
        if isinstance(what, bool):
            entry = varint(4 << 3) + varint(int(what))
        elif isinstance(what, str):
            entry = delimited(3, what.encode("utf-8", "replace"))
        else:
            entry = double(2, float(what))
        body += delimited(1, text(1, key) + delimited(2, entry))
    return delimited(3, body + text(4, name) + double(5, time))


def session_end(has_succeeded: bool, time: float) -> bytes:
    """How the run ended, for the tag ``_hparams_/session_end_info``."""
    return delimited(4, whole(1, 1 if has_succeeded else 2) + double(2, time))


class GraphNode(NamedTuple):
    """A node as TensorBoard draws it; the names are those that it accepts."""

    name: str
    op: str
    inputs: Sequence[str]
    shape: Sequence[int] | None
    texts: Mapping[str, str]


def graph(nodes: Iterable[GraphNode]) -> bytes:
    """``GraphDef``."""
    body = b""
    for node in nodes:
        part = text(1, node.name) + text(2, node.op)
        part += b"".join(delimited(3, name.encode()) for name in node.inputs)
        if node.shape is not None:
            extents = delimited(1, delimited(7, shape(*node.shape)))
            part += delimited(5, text(1, "_output_shapes") + delimited(2, extents))
        for key, words in node.texts.items():
            told = delimited(2, words.encode("utf-8", "replace"))
            part += delimited(5, text(1, key) + delimited(2, told))
        body += delimited(1, part)
    return body + delimited(4, whole(1, 22))
