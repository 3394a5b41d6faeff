"""Numbers of many steps, encoded together: a training logs hardly anything else at most steps."""

from __future__ import annotations

import struct
from collections.abc import Sequence

import numpy as np

from . import _messages as messages
from ._crc import masked_rows
from ._file import head, record
from ._wire import delimited, text, varint

_METADATA = messages.metadata("scalars", messages.SCALAR)
# dtype = DOUBLE, shape = {}, and the head of the eight bytes of double_val.
_TENSOR = b"\x08\x02\x12\x00\x32\x08"
#: Checksums of rows of up to so many bytes are looked up in tables.
_LONGEST = 1000


class ScalarEncoder:
    """Encodes scalars for one file: the numbers of a step are one event."""

    def __init__(self) -> None:
        self._described: set[str] = set()

    def encode(
        self, tags: Sequence[str], steps: Sequence[int], wall_times: Sequence[float],
        values: Sequence[Sequence[float]],
    ) -> bytes:
        """The records of some steps that have the same tags."""
        if not tags or not steps:
            return b""
        parts = []
        if not self._described.issuperset(tags):
            parts.append(self._first(tags, steps[0], wall_times[0], values[0]))
            steps, wall_times, values = steps[1:], wall_times[1:], values[1:]
        begin = 0
        while begin < len(steps):
            size = _size(steps[begin])
            end = begin + 1
            while end < len(steps) and _size(steps[end]) == size:
                end += 1
            rows = slice(begin, end)
            parts.append(_rows(tags, steps[rows], wall_times[rows], values[rows], size))
            begin = end
        return b"".join(parts)

    def _first(
        self, tags: Sequence[str], step: int, wall_time: float, values: Sequence[float],
    ) -> bytes:
        summary = b"".join(
            messages.value(
                tag, messages.scalar_tensor(number),
                None if tag in self._described else _METADATA)
            for tag, number in zip(tags, values, strict=True))
        self._described.update(tags)
        return record(messages.event(wall_time, step, delimited(5, summary)))


def _size(step: int) -> int:
    return len(varint(step)) if step else 0


def _rows(
    tags: Sequence[str], steps: Sequence[int], wall_times: Sequence[float],
    values: Sequence[Sequence[float]], size: int,
) -> bytes:
    """Records of one length: a picture of bytes of which only the numbers differ."""
    summary, holes = b"", []
    for tag in tags:
        tensor = text(1, tag) + b"\x42" + varint(len(_TENSOR) + 8) + _TENSOR
        summary += b"\x0a" + varint(len(tensor) + 8) + tensor
        holes.append(len(summary))
        summary += bytes(8)
    start = b"\x09" + bytes(8) + (b"\x10" + bytes(size) if size else b"")
    start += b"\x2a" + varint(len(summary))
    data = start + summary
    if len(data) > _LONGEST or min(steps) < 0:
        return b"".join(
            _one(data, len(start), holes, *row) for row in zip(
                steps, wall_times, values, strict=True))
    first = head(len(data))
    rows = np.empty((len(steps), len(first) + len(data) + 4), np.uint8)
    rows[:, :len(first)] = np.frombuffer(first, np.uint8)
    body = rows[:, len(first):-4]
    body[:] = np.frombuffer(data, np.uint8)
    body[:, 1:9] = np.asarray(wall_times, "<f8")[:, None].view(np.uint8)
    if size:
        numbers = np.asarray(steps, np.int64)[:, None]
        groups = numbers >> 7 * np.arange(size) & 0x7F
        groups[:, :-1] |= 0x80
        body[:, 10:10 + size] = groups
    table = np.asarray(values, "<f8").reshape(len(steps), len(tags))
    for column, hole in enumerate(holes):
        offset = len(start) + hole
        numbers = np.ascontiguousarray(table[:, column:column + 1])
        body[:, offset:offset + 8] = numbers.view(np.uint8)
    rows[:, -4:] = masked_rows(body).astype("<u4")[:, None].view(np.uint8)
    return rows.tobytes()


def _one(
    data: bytes, start: int, holes: list[int], step: int, wall_time: float,
    values: Sequence[float],
) -> bytes:
    filled = bytearray(data)
    struct.pack_into("<d", filled, 1, wall_time)
    if step:
        number = varint(step)
        filled[10:10 + len(number)] = number
    for hole, value in zip(holes, values, strict=True):
        struct.pack_into("<d", filled, start + hole, value)
    return record(bytes(filled))
