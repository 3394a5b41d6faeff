"""The checksum of event files: CRC-32 with Castagnoli's polynomial (RFC 3720, appendix B.4).

A checksum is linear: that of a block is the exclusive or of what each byte gives with the zeros
behind it. So NumPy looks all bytes up at once.
"""

from __future__ import annotations

from functools import cache

import numpy as np

_BLOCK = 1024


def _byte_table() -> np.ndarray:
    table = np.arange(256, dtype=np.uint32)
    for _ in range(8):
        table = np.where(table & 1, table >> 1 ^ np.uint32(0x82F63B78), table >> 1)
    return table.astype(np.uint32)


@cache
def _tables() -> tuple[np.ndarray, np.ndarray, list[int]]:
    """What each byte gives with n zeros behind it, by n; where a byte's row begins, by its index
    in a whole block; and the first row as a list."""
    first = _byte_table()
    rows = np.empty((_BLOCK, 256), np.uint32)
    rows[0] = first
    for n in range(1, _BLOCK):
        rows[n] = first[rows[n - 1] & 0xFF] ^ rows[n - 1] >> 8
    starts = np.arange(_BLOCK - 1, -1, -1, dtype=np.intp) * 256
    return rows.reshape(-1), starts, first.tolist()


def checksum(data: bytes | bytearray | memoryview) -> int:
    """The checksum of some bytes."""
    flat, starts, first = _tables()
    state = 0xFFFFFFFF
    size = len(data)
    view = np.frombuffer(data, np.uint8)
    for begin in range(0, size, _BLOCK):
        count = min(_BLOCK, size - begin)
        if count < 48:
            for byte in bytes(data[begin:]):
                state = first[(state ^ byte) & 0xFF] ^ state >> 8
            break
        indices = starts[_BLOCK - count:] + view[begin:begin + count]
        # What came before stands in the way of the first four bytes alone.
        for index in range(4):
            row = int(indices[index])
            indices[index] = row ^ (state >> 8 * index & 0xFF)
        state = int(np.bitwise_xor.reduce(flat[indices]))
    return state ^ 0xFFFFFFFF


def mask(crc: int) -> int:
    """A checksum as it stands in a file, so that checksums of checksums do not weaken them."""
    return ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF


def masked(data: bytes | bytearray | memoryview) -> int:
    """The masked checksum of some bytes."""
    return mask(checksum(data))


def masked_rows(rows: np.ndarray) -> np.ndarray:
    """The masked checksum of each row of bytes, as uint32; a row has 4 to 1,024 of them."""
    flat, starts, _ = _tables()
    indices = starts[_BLOCK - rows.shape[1]:] + rows
    indices[:, :4] ^= 0xFF
    crc = np.bitwise_xor.reduce(flat[indices], axis=1) ^ np.uint32(0xFFFFFFFF)
    wide = crc.astype(np.uint64)
    masked: np.ndarray = ((wide >> 15) | (wide << 17)) + 0xA282EAD8 & 0xFFFFFFFF
    return masked.astype(np.uint32)
