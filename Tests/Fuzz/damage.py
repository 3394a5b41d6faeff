"""How sound inputs are damaged: as bytes, as JSON, as messages of protocol buffers, as records."""

import json
import struct

EXTREMES = [
    "-9223372036854775808", "9223372036854775807", "-9223372036854775809", "18446744073709551615",
    "-1", "0", "1e308", "-1e400", "1e-400", "nan", "inf", "-inf", "NaN", "0x1F", "1_000", "",
    "1e999999999999", "0.0e-9223372036854775808", "4294967296", "2147483648", "-0.0"]
MARKS = "0123456789-+.eE\"'[]{}()<>,:;=#@^*/\\ \t\n\r\x00\x1b\u00e9\u202e"
VALUES = [
    None, True, False, 0, -1, 1, 2, 1.5, -0.0, 1e308, -1e308, 5e-324, 1 << 31, 1 << 53, (1 << 63) - 1,
    -(1 << 63), 1 << 64, "", "NaN", "Infinity", "-Infinity", "x", "\u202e", "a\nb", "\x1b[31m", [], {},
    [[]], [1], [1, [2]], [None], {"summary": {}}, {"a": {"b": []}}, "x" * 300, [0] * 40]


def damaged_bytes(data, sources, draw):
    """The bytes, damaged a few times."""
    data = bytearray(data)
    for _ in range(draw.choice((1, 1, 1, 2, 3, 6))):
        start = draw.randint(0, len(data))
        end = min(len(data), start + draw.randint(0, 40))
        kind = draw.randrange(8)
        if kind == 0 and data:
            data[draw.randrange(len(data))] ^= 1 << draw.randrange(8)
        elif kind == 1:
            del data[start:end]
        elif kind == 2:
            data[start:start] = data[start:end] * draw.choice((1, 1, 2, 50))
        elif kind == 3:
            other = draw.choice(sources)
            offset = draw.randint(0, len(other))
            data[start:end] = other[offset:offset + draw.randint(0, 60)]
        elif kind == 4 and data:
            mark = draw.choice(MARKS).encode()
            offset = draw.randrange(len(data))
            data[offset:offset + 1] = mark
        elif kind == 5:
            del data[start:]
        elif kind == 6:
            # A number becomes an extreme one.
            digits = [i for i, byte in enumerate(data) if 48 <= byte <= 57]
            if digits:
                offset = end = draw.choice(digits)
                while end < len(data) and 48 <= data[end] <= 57:
                    end += 1
                data[offset:end] = draw.choice(EXTREMES).encode()
        else:
            data[start:start] = draw.choice(EXTREMES).encode()
    return bytes(data)


def copied(value):
    """A value of its own, which may be damaged further."""
    return json.loads(json.dumps(value))


def damaged_json(data, sources, draw):
    """JSON that is well formed and means something else; what is no JSON is damaged as bytes."""
    try:
        tree = json.loads(data)
    except ValueError:
        return damaged_bytes(data, sources, draw)
    for _ in range(draw.choice((1, 1, 2, 3, 5))):
        # Every container, that each may be hit: lists of numbers by one of their elements.
        holders, stack = [], [tree]
        while stack:
            node = stack.pop()
            if isinstance(node, (dict, list)) and node:
                holders.append(node)
                stack.extend(node.values() if isinstance(node, dict) else node)
        if not holders:
            return json.dumps(draw.choice(VALUES)).encode()
        holder = draw.choice(holders)
        key = draw.choice(sorted(holder)) if isinstance(holder, dict) else draw.randrange(len(holder))
        kind = draw.randrange(6)
        if kind == 0:
            del holder[key]
        elif kind == 1 and isinstance(holder, list):
            holder.insert(key, copied(holder[draw.randrange(len(holder))]))
        elif kind == 2:
            # Something that stands elsewhere in the file.
            other = draw.choice(holders)
            found = draw.choice([*other.values()] if isinstance(other, dict) else other)
            holder[key] = copied(found)
        elif kind == 3 and isinstance(holder[key], (int, float)):
            holder[key] = holder[key] * draw.choice((-1, 0, 2, 1000)) + draw.choice((0, 1, -1, 0.5))
        else:
            holder[key] = copied(draw.choice(VALUES))
    return json.dumps(tree, ensure_ascii=draw.randrange(2) == 0).encode("utf-8", "replace")


def varint(value):
    data = bytearray()
    while value > 127:
        data.append(value & 127 | 128)
        value >>= 7
    data.append(value)
    return bytes(data)


def fields(data):
    """The fields of a message of protocol buffers, as (number, wire type, content); None of bytes
    that are none."""
    found, offset = [], 0

    def number():
        nonlocal offset
        value = shift = 0
        while offset < len(data) and shift < 70:
            byte = data[offset]
            offset += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value
        raise ValueError

    try:
        while offset < len(data):
            key = number()
            kind = key & 7
            if key >> 3 == 0 or kind not in (0, 1, 2, 5):
                return None
            if kind == 0:
                content = number()
            else:
                size = {1: 8, 5: 4}.get(kind) or number()
                content = data[offset:offset + size]
                offset += size
                if offset > len(data):
                    return None
            found.append((key >> 3, kind, content))
    except ValueError:
        return None
    return found


def message(found):
    data = bytearray()
    for key, kind, content in found:
        data += varint(key << 3 | kind)
        if kind == 0:
            data += varint(content & ((1 << 64) - 1))
        else:
            data += (varint(len(content)) if kind == 2 else b"") + content
    return bytes(data)


def damaged_message(data, sources, draw, depth=0):
    """A message of which one field, at any depth, says something else."""
    found = fields(data)
    if not found:
        return damaged_bytes(data, sources, draw)
    index = draw.randrange(len(found))
    key, kind, content = found[index]
    if kind == 2 and depth < 8 and fields(content) and draw.randrange(5):
        found[index] = key, kind, damaged_message(content, sources, draw, depth + 1)
        return message(found)
    change = draw.randrange(6)
    if change == 0:
        del found[index]
    elif change == 1:
        found.insert(index, found[draw.randrange(len(found))])
    elif change == 2:
        found[index] = draw.choice((key + 1, key - 1 or 1, draw.randint(1, 30))), kind, content
    elif kind == 0:
        found[index] = key, kind, draw.choice(
            (0, 1, 2, content + 1, 127, 1 << 31, (1 << 63) - 1, 1 << 63, (1 << 64) - 1))
    elif kind == 2:
        found[index] = key, kind, damaged_bytes(content, sources, draw)
    else:
        number = draw.choice((0.0, -1.0, float("nan"), float("inf"), 1e300, -0.0, 5e-324))
        content = struct.pack("<d", number) if kind == 1 else struct.pack(
            "<f", number if abs(number) < 1e38 or number != number else float("inf"))
        found[index] = key, kind, content
    return message(found)


_TABLE = []
for _byte in range(256):
    for _ in range(8):
        _byte = _byte >> 1 ^ (0x82F63B78 if _byte & 1 else 0)
    _TABLE.append(_byte)


def checksum(data):
    """CRC-32C, masked as event files have it."""
    value = 0xFFFFFFFF
    for byte in data:
        value = value >> 8 ^ _TABLE[(value ^ byte) & 255]
    value ^= 0xFFFFFFFF
    return (value >> 15 | value << 17) + 0xA282EAD8 & 0xFFFFFFFF


def records(data):
    """The data of an event file's records."""
    found, offset = [], 0
    while offset + 12 <= len(data):
        size, = struct.unpack_from("<Q", data, offset)
        if offset + 16 + size > len(data):
            break
        found.append(data[offset + 12:offset + 12 + size])
        offset += 16 + size
    return found


def framed(found):
    data = bytearray()
    for record in found:
        head = struct.pack("<Q", len(record))
        data += head + struct.pack("<I", checksum(head)) + record + struct.pack("<I", checksum(record))
    return bytes(data)


def damaged_events(data, sources, draw):
    """An event file whose checksums are right, so that what is damaged is read."""
    found = records(data)
    if not found or draw.randrange(4) == 0:
        return damaged_bytes(data, sources, draw)
    for _ in range(draw.choice((1, 1, 2, 4))):
        index = draw.randrange(len(found))
        kind = draw.randrange(8)
        if kind == 0 and len(found) > 1:
            del found[index]
        elif kind == 1:
            found.insert(index, found[draw.randrange(len(found))])
        else:
            found[index] = damaged_message(found[index], sources, draw)
    return framed(found)
