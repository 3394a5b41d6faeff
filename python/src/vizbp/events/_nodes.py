"""Recorded steps, encoded together: from step to step hardly anything but the numbers differs."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from ..statistics import Summary
from . import _messages as messages
from ._crc import masked_rows
from ._file import head
from ._wire import delimited, varint, whole

#: A step: its records, its number, and when it was.
Step = tuple[Sequence[messages.NodeRecord], int, float]
#: Where each number of a step is written, and as which: its sizes decide how long the record is.
_Layout = tuple[object, ...]
_ALL = (True,) * 5


class _Numbers(NamedTuple):
    layout: _Layout
    doubles: list[float]
    counts: list[int]


class _Picture(NamedTuple):
    """The bytes of a step with holes: for doubles, and for whole numbers of one to nine groups."""

    data: bytes
    doubles: np.ndarray
    counts: list[tuple[int, int]]


class NodeEncoder:
    """Encodes the records of steps for one file, byte for byte as one by one.

    Args:
        tag: The tag under which they stand, which is described already.
        indices: What stands for the name of each node.
    """

    #: So many kinds of steps are known at most.
    _MOST = 64

    def __init__(self, tag: str, indices: Mapping[str, int]):
        self._tag, self._indices = tag, indices
        self._pictures: dict[_Layout, _Picture] = {}

    def numbers(self, step: Step) -> _Numbers | None:
        """The numbers of a step; None where it has more than numbers, or a name that is new."""
        records, number, wall_time = step
        if number < 0:
            return None
        layout: list[object] = [_groups(number)]
        doubles, counts = [wall_time], [number] if number else []
        for name, value, gradient, ratio, distance in records:
            if name not in self._indices:
                return None
            layout.append(name)
            for found in (value, gradient):
                if found is None:
                    layout.append(None)
                    continue
                count, mean, std, low, high, norm, zeros, nan, inf, histogram, _ = found
                if nan or inf or histogram is not None:
                    return None
                if mean and std and low and high and norm:
                    layout += (count, _ALL, _groups(zeros))
                    doubles += (mean, std, low, high, norm)
                else:
                    five = (mean, std, low, high, norm)
                    shown = tuple(n != 0 or math.copysign(1, n) < 0 for n in five)
                    layout += (count, shown, _groups(zeros))
                    doubles += [n for n, is_shown in zip(five, shown, strict=True) if is_shown]
                if zeros:
                    counts.append(zeros)
            layout.append((ratio is None, distance is None))
            if ratio is not None:
                doubles.append(ratio)
            if distance is not None:
                doubles.append(distance)
        return _Numbers(tuple(layout), doubles, counts)

    def encode(self, steps: Sequence[Step], found: Sequence[_Numbers]) -> bytes:
        """The records of steps that have the same layout."""
        picture = self._picture(steps[0], found[0].layout)
        first = head(len(picture.data))
        rows = np.empty((len(steps), len(first) + len(picture.data) + 4), np.uint8)
        rows[:, :len(first)] = np.frombuffer(first, np.uint8)
        body = rows[:, len(first):-4]
        body[:] = np.frombuffer(picture.data, np.uint8)
        table = np.array([each.doubles for each in found], "<f8")
        body[:, picture.doubles] = table.view(np.uint8)
        if picture.counts:
            counts = np.array([each.counts for each in found], np.int64)
            for column, (place, size) in enumerate(picture.counts):
                for group in range(size):
                    more = 0x80 if group + 1 < size else 0
                    body[:, place + group] = counts[:, column] >> 7 * group & 0x7F | more
        rows[:, -4:] = masked_rows(body).astype("<u4")[:, None].view(np.uint8)
        return rows.tobytes()

    def _picture(self, step: Step, layout: _Layout) -> _Picture:
        known = self._pictures.get(layout)
        if known is not None:
            return known
        if len(self._pictures) >= self._MOST:
            self._pictures.clear()
        records, number, wall_time = step
        body, doubles, counts = b"", [], []
        for record in records:
            data, more, whole_numbers = _holes(self._indices[record.node], record)
            doubles += [len(body) + place for place in more]
            counts += [(len(body) + place, size) for place, size in whole_numbers]
            body += data
        summary = messages.value(self._tag, messages.string_tensor(body), None)
        data = messages.event(wall_time, number, delimited(5, summary))
        start = len(data) - len(body)
        places = np.array([1, *(start + place for place in doubles)], np.intp)
        found = [(start + place, size) for place, size in counts]
        if number:
            found.insert(0, (10, _groups(number)))
        picture = _Picture(data, (places[:, None] + np.arange(8)).reshape(-1), found)
        self._pictures[layout] = picture
        return picture


def _groups(number: int) -> int:
    """How many bytes a whole number takes; a 0 is left out."""
    return (number.bit_length() + 6) // 7


def _holes(
    index: int, record: messages.NodeRecord,
) -> tuple[bytes, list[int], list[tuple[int, int]]]:
    """A node's record, and where its doubles and its numbers of zeros stand."""
    data = messages.node_record(index, record)
    length = len(whole(1, index))
    body = 1
    while data[body] & 0x80:
        body += 1
    place = body + 1 + length
    doubles: list[int] = []
    counts: list[tuple[int, int]] = []
    for found in (record.value, record.gradient):
        if found is None:
            continue
        part = messages.statistics(found)
        place += 1 + len(varint(len(part)))
        _fill(found, place, doubles, counts)
        place += len(part)
    for number in (record.update_ratio, record.distance):
        if number is not None:
            doubles.append(place + 1)
            place += 9
    return data, doubles, counts


def _fill(
    found: Summary, place: int, doubles: list[int], counts: list[tuple[int, int]],
) -> None:
    place += len(whole(1, found.count))
    for number in (found.mean, found.std, found.min, found.max, found.norm):
        if number != 0 or math.copysign(1, number) < 0:
            doubles.append(place + 1)
            place += 9
    if found.zeros:
        counts.append((place + 1, _groups(found.zeros)))
