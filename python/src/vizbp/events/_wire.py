"""Protocol buffers by hand: what a message of a few fields takes on the wire."""

from __future__ import annotations

import struct
from collections.abc import Iterable
from functools import lru_cache

_DOUBLE = struct.Struct("<d").pack


@lru_cache(1 << 14)
def varint(value: int) -> bytes:
    """A whole number in groups of seven bits; a negative one as 64 bits have it."""
    value &= 0xFFFFFFFFFFFFFFFF
    parts = bytearray()
    while value >= 0x80:
        parts.append(value & 0x7F | 0x80)
        value >>= 7
    parts.append(value)
    return bytes(parts)


def whole(field: int, value: int) -> bytes:
    """A field of a whole number, left out where it is 0."""
    return varint(field << 3) + varint(value) if value else b""


def double(field: int, value: float) -> bytes:
    """A field of a double, written even where it is 0."""
    return varint(field << 3 | 1) + _DOUBLE(value)


def delimited(field: int, data: bytes) -> bytes:
    """A field of bytes: a text, or a message."""
    return varint(field << 3 | 2) + varint(len(data)) + data


def text(field: int, value: str) -> bytes:
    """A field of a text, left out where it is empty."""
    return delimited(field, value.encode("utf-8", "replace")) if value else b""


def packed(field: int, values: Iterable[int]) -> bytes:
    """A repeated field of whole numbers."""
    return delimited(field, b"".join(map(varint, values)))


def packed_doubles(field: int, values: tuple[float, ...]) -> bytes:
    """A repeated field of doubles."""
    return delimited(field, struct.pack(f"<{len(values)}d", *values))
