"""Event files: their bytes, and that the program and a cut in the middle read them."""

from __future__ import annotations

import csv
import io
import math
import struct

import numpy as np
import pytest

from vizbp import VizbpError, program
from vizbp.events import EventLog, NodeRecord, event_files
from vizbp.events import _crc as crc
from vizbp.events import _file as file
from vizbp.events import _messages as messages
from vizbp.events import _scalars as scalars
from vizbp.events._wire import varint
from vizbp.statistics import Histogram, Summary, even_edges


def records(data: bytes) -> list[bytes]:
    """The data of each whole record; checksums are checked."""
    found, offset = [], 0
    while offset + 12 <= len(data):
        size, check = struct.unpack_from("<QI", data, offset)
        assert check == crc.masked(data[offset:offset + 8])
        if offset + 16 + size > len(data):
            break
        body = data[offset + 12:offset + 12 + size]
        assert struct.unpack_from("<I", data, offset + 12 + size)[0] == crc.masked(body)
        found.append(body)
        offset += 16 + size
    return found


def slow_checksum(data: bytes) -> int:
    state = 0xFFFFFFFF
    for byte in data:
        state ^= byte
        for _ in range(8):
            state = state >> 1 ^ (0x82F63B78 if state & 1 else 0)
    return state ^ 0xFFFFFFFF


def test_known_checksums():
    assert crc.checksum(bytes(32)) == 0x8A9136AA
    assert crc.masked(b"\x1a\x11CRC test, one two") == 0x5794D08A


@pytest.mark.parametrize("size", [0, 1, 3, 4, 47, 48, 49, 1023, 1024, 1025, 1028, 1072, 5000])
def test_checksums_of_any_length(size):
    data = np.random.default_rng(size).integers(0, 256, size, np.uint8).tobytes()
    assert crc.checksum(data) == slow_checksum(data)


def test_checksums_of_rows():
    rows = np.random.default_rng(1).integers(0, 256, (7, 93), np.uint8)
    assert crc.masked_rows(rows).tolist() == [crc.masked(row.tobytes()) for row in rows]


def test_the_first_record_is_the_version():
    version = messages.event(0, 0, messages.text(3, "brain.Event:2"))
    assert file.record(version).hex() == (
        "1800000000000000a37f4b220900000000000000001a0d627261696e2e4576656e743a32eedf28a3")


def test_scalars_are_the_same_bytes_one_by_one_and_together():
    tags = ("loss", "validation/loss")
    steps = [0, 1, 127, 128, 16383, 16384, 2**31, 5]
    values = [(0.5 * n, -1.0 / (n + 1)) for n in range(len(steps))]
    times = [1e9 + n for n in range(len(steps))]
    together = scalars.ScalarEncoder().encode(tags, steps, times, values)
    alone = scalars.ScalarEncoder()
    apart = b"".join(
        alone.encode(tags, [step], [time], [value])
        for step, time, value in zip(steps, times, values, strict=True))
    assert together == apart
    assert len(records(together)) == len(steps)


def test_tags_that_are_too_long_for_tables():
    tags = ("a" * 2000,)
    data = scalars.ScalarEncoder().encode(tags, [1, 2, 3], [1.0] * 3, [(1.0,), (2.0,), (3.0,)])
    assert [struct.pack("<d", n) in body for n, body in enumerate(records(data), 1)] == [True] * 3


def test_a_node_record_byte_by_byte():
    record = NodeRecord(
        "W", Summary(3, 2.0, 0.5, 1.0, 3.0, 4.0, zeros=300),
        Summary(1, 0.0, 0.0, 0.0, -0.0, 0.0, nan=1), 0.25, 2.0)
    number = struct.Struct("<d").pack
    value = (
        b"\x08\x03" + b"\x11" + number(2) + b"\x19" + number(0.5) + b"\x21" + number(1)
        + b"\x29" + number(3) + b"\x31" + number(4) + b"\x38\xac\x02")
    gradient = b"\x08\x01" + b"\x29" + number(-0.0) + b"\x40\x01"
    body = (
        b"\x08\x07" + b"\x12" + varint(len(value)) + value + b"\x1a" + varint(len(gradient))
        + gradient + b"\x21" + number(0.25) + b"\x29" + number(2))
    assert messages.node_record(7, record) == b"\x0a" + varint(len(body)) + body


def test_edges_are_written_only_where_they_are_not_even():
    even = Histogram(tuple(even_edges(1.0, 3.0, 4).tolist()), (1, 0, 300, 2))
    moments = Summary(303, 2.0, 0.5, 1.0, 3.0, 4.0, histogram=even)
    assert messages.statistics(moments).endswith(b"\x52\x05\x01\x00\xac\x02\x02")
    odd = Histogram((0.5, 1.5), (303,))
    same = Summary(303, 1.0, 0.0, 1.0, 1.0, 4.0, histogram=odd)
    assert messages.statistics(same).endswith(
        b"\x52\x02\xaf\x02" + b"\x5a\x10" + struct.pack("<2d", 0.5, 1.5))


def exported(folder) -> dict[str, dict[int, float]]:
    """What the program reads of a run's metrics."""
    text = program.run(["export", folder]).stdout.decode()
    found: dict[str, dict[int, float]] = {}
    for row in csv.DictReader(io.StringIO(text)):
        step = int(float(row.pop("step")))
        for tag, cell in row.items():
            if cell:
                found.setdefault(tag, {})[step] = float(cell)
    return found


@pytest.fixture
def log(tmp_path):
    log = EventLog(tmp_path / "run")
    yield log
    log.close()


def test_the_program_reads_what_was_written(log, tmp_path):
    for step in range(200):
        log.scalars(("loss", "accuracy"), (1 / (step + 1), step / 200), step)
    log.scalar("once", math.pi, 3)
    log.close()
    found = exported(tmp_path / "run")
    assert found["loss"] == {step: 1 / (step + 1) for step in range(200)}
    assert found["accuracy"][199] == 199 / 200
    assert found["once"] == {3: math.pi}


def test_a_file_that_is_cut_anywhere_is_readable_up_to_there(log, tmp_path):
    for step in range(20):
        log.scalar("loss", float(step), step)
        log.flush()
    log.close()
    data = log.path.read_bytes()
    whole = len(records(data))
    for cut in range(0, len(data), 37):
        some = len(records(data[:cut]))
        assert some <= whole
        folder = tmp_path / "cut"
        folder.mkdir(exist_ok=True)
        (folder / log.path.name).write_bytes(data[:cut])
    assert some > 10
    assert len(exported(tmp_path / "cut")["loss"]) == some - 1


def test_a_run_goes_on_behind_a_torn_tail(tmp_path):
    first = EventLog(tmp_path)
    for step in range(10):
        first.scalar("loss", 1.0, step)
    first.close()
    whole = first.path.stat().st_size
    with open(first.path, "ab") as torn:
        torn.write(file.record(b"more")[:9])
    again = EventLog(tmp_path, resuming_at=6, number=1)
    again.scalar("loss", 2.0, 6)
    again.close()
    assert first.path.stat().st_size == whole
    assert exported(tmp_path)["loss"] == {**dict.fromkeys(range(6), 1.0), 6: 2.0}


def test_a_removed_file_is_told_once(log):
    told = []
    log._on_failure = told.append
    log.path.unlink()
    for step in range(3):
        log.scalar("loss", 1.0, step)
        log.flush()
    assert len(told) == 1 and not log.is_open


def test_a_full_disk_leaves_whole_records(log, monkeypatch):
    told = []
    log._on_failure = told.append
    write = file.os.write

    def full(descriptor, data):
        if len(data) < 100:
            raise OSError(28, "No space left on device")
        return write(descriptor, bytes(data)[:100])

    monkeypatch.setattr(file.os, "write", full)
    for step in range(9):
        log.scalars(("loss", "accuracy"), (1.0, 1.0), step)
    log.flush()
    assert [str(error.strerror) for error in told] == ["No space left on device"]
    data = log.path.read_bytes()
    assert sum(16 + len(each) for each in records(data)) == len(data)


def test_a_folder_that_cannot_be_made(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(VizbpError, match="cannot be written"):
        EventLog(tmp_path / "file" / "run")


def test_names_come_before_the_records_that_have_them(log):
    one = Summary(1, 1.0, 0.0, 1.0, 1.0, 1.0)
    log.nodes([NodeRecord("a", one), NodeRecord("b", one)], 0)
    log.nodes([NodeRecord("b", one), NodeRecord("c", one)], 1)
    log.close()
    bodies = records(log.path.read_bytes())
    assert [b"vizbp/names" in body for body in bodies] == [False, True, False, True, False]
    assert b"\x12\x01c" in bodies[3] and b"\x08\x02\x12\x01c" in bodies[3]
    assert event_files(log.path.parent) == [log.path]
