"""Reads a run's event files without the package's own code: what stands there, field by field."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from pathlib import Path

NUMBERS = ("mean", "std", "min", "max", "norm")


def fields(data: bytes) -> list[tuple[int, object]]:
    """A message's fields: whole numbers, bytes, and doubles."""
    found: list[tuple[int, object]] = []
    offset = 0

    def varint() -> int:
        nonlocal offset
        value = shift = 0
        while True:
            byte = data[offset]
            offset += 1
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value

    while offset < len(data):
        key = varint()
        kind = key & 7
        if kind == 0:
            found.append((key >> 3, varint()))
        elif kind == 1:
            found.append((key >> 3, struct.unpack_from("<d", data, offset)[0]))
            offset += 8
        elif kind == 2:
            size = varint()
            found.append((key >> 3, data[offset:offset + size]))
            offset += size
        else:
            raise ValueError(f"kind {kind}")
    return found


def first(data: bytes, number: int, default=None):
    return next((value for key, value in fields(data) if key == number), default)


@dataclass
class FileContent:
    """What one event file has."""

    scalars: dict[str, dict[int, float]] = field(default_factory=dict)
    nodes: dict[int, dict[str, dict]] = field(default_factory=dict)
    texts: dict[str, dict[int, str]] = field(default_factory=dict)
    histograms: dict[str, dict[int, bytes]] = field(default_factory=dict)


def read(path: Path) -> FileContent:
    content, names, kinds = FileContent(), {}, {}
    data, offset = path.read_bytes(), 0
    while offset + 12 <= len(data):
        size = struct.unpack_from("<Q", data, offset)[0]
        event = data[offset + 12:offset + 12 + size]
        offset += 16 + size
        step, summary = first(event, 2, 0), first(event, 5)
        for number, value in fields(summary) if summary else []:
            assert number == 1
            tag, tensor, metadata = first(value, 1).decode(), first(value, 8), first(value, 9)
            if metadata is not None:
                kinds[tag] = first(first(metadata, 1), 1).decode()
            kind = kinds[tag]
            if kind == "scalars":
                series = content.scalars.setdefault(tag, {})
                series[step] = struct.unpack("<d", first(tensor, 6))[0]
            elif kind == "text":
                content.texts.setdefault(tag, {})[step] = first(tensor, 8).decode()
            elif kind == "histograms":
                content.histograms.setdefault(tag, {})[step] = first(tensor, 4)
            elif tag == "vizbp/names":
                told = first(tensor, 8)
                start = first(told, 1, 0)
                listed = [name.decode() for key, name in fields(told) if key == 2]
                names.update(enumerate(listed, start))
            elif tag == "vizbp/nodes":
                records = content.nodes.setdefault(step, {})
                for _, record in fields(first(tensor, 8)):
                    records[names[first(record, 1, 0)]] = _record(record)
    return content


def _record(record: bytes) -> dict:
    found = {"ratio": first(record, 4), "distance": first(record, 5)}
    for key, number in (("value", 2), ("gradient", 3)):
        data = first(record, number)
        if data is not None:
            found[key] = {
                "count": first(data, 1, 0),
                **{name: first(data, index, 0.0) for index, name in enumerate(NUMBERS, 2)},
                "zeros": first(data, 7, 0), "nan": first(data, 8, 0), "inf": first(data, 9, 0)}
    return found


def read_run(folder: Path) -> FileContent:
    (path,) = Path(folder).glob("*tfevents*")
    return read(path)


def read_parts(folder: Path) -> list[FileContent]:
    """What each session of a run that was gone on with has left, in their order."""
    return [read(path) for path in sorted(Path(folder).glob("*tfevents*"))]
