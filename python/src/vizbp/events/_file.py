"""An event file that this process writes: whole records, one after the other."""

from __future__ import annotations

import os
import socket
import struct
from pathlib import Path

from ._crc import masked

try:
    import fcntl
except ImportError:  # Not a POSIX system.
    fcntl = None  # type: ignore[assignment]

_HEADS: dict[int, bytes] = {}


def record(data: bytes) -> bytes:
    """Some bytes as a record: their number and its checksum, they, and theirs."""
    return head(len(data)) + data + struct.pack("<I", masked(data))


def head(size: int) -> bytes:
    """What stands before so many bytes of a record."""
    known = _HEADS.get(size)
    if known is None:
        known = struct.pack("<Q", size)
        known += struct.pack("<I", masked(known))
        _HEADS[size] = known
    return known


def host() -> str:
    """This host's name, of signs that a file's name may have."""
    name = socket.gethostname()[:100]
    return "".join(c if c.isascii() and c.isalnum() else "-" for c in name) or "localhost"


class EventFile:
    """A new event file in a folder, which is made where it is not there.

    The file is locked while it is open, by which others tell whether its writer still lives.

    Args:
        folder: The run's folder.
        wall_time: When it is begun, in seconds since 1970.
        number: Tells apart what one process writes in one second; taken ones are passed over.

    Raises:
        OSError: The folder or the file cannot be made.
    """

    def __init__(self, folder: str | os.PathLike[str], wall_time: float, number: int = 0):
        directory = Path(folder)
        directory.mkdir(parents=True, exist_ok=True)
        start = f"events.out.tfevents.{max(int(wall_time), 0):010d}.{host()}.{os.getpid()}"
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND
        for attempt in range(number, number + 1000):
            self.path = directory / f"{start}.{attempt}"
            try:
                self._file = os.open(self.path, flags, 0o644)
                break
            except FileExistsError:
                continue
        else:
            raise FileExistsError(17, "File exists", os.fspath(self.path))
        #: How many bytes of whole records the file has.
        self.size = 0
        if fcntl is not None:
            try:
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                pass  # A file system without locks has none to tell by.

    def write(self, records: bytes | bytearray) -> None:
        """Append records; where that fails, those that found room stay, and the one that was begun
        is cut again.

        Raises:
            OSError: The disk is full, or the file is not there any more.
        """
        if os.fstat(self._file).st_nlink == 0:
            raise FileNotFoundError(2, "it was removed while the run went on")
        written = 0
        try:
            while written < len(records):
                written += os.write(self._file, memoryview(records)[written:])
            self.size += written
        except OSError:
            self.size += _whole_records(records, written)
            try:
                os.ftruncate(self._file, self.size)
            except OSError:
                pass  # A device or a pipe cannot be cut.
            raise

    def close(self) -> None:
        """Close the file, which gives its lock back."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1


def _whole_records(data: bytes | bytearray, limit: int) -> int:
    end = 0
    while end + 12 <= limit:
        size = 16 + struct.unpack_from("<Q", data, end)[0]
        if end + size > limit:
            break
        end += size
    return end


def cut_torn_tail(path: Path) -> int:
    """Cut what a killed run of ours left behind the last whole record, unless someone writes it.

    Returns:
        How many bytes were cut.
    """
    data = path.read_bytes()
    end = 0
    while end + 16 <= len(data):
        if struct.unpack_from("<I", data, end + 8)[0] != masked(data[end:end + 8]):
            return 0  # Damage, which is not to be taken for a tail.
        size = 16 + struct.unpack_from("<Q", data, end)[0]
        if end + size > len(data):
            break
        end += size
    if end == len(data):
        return 0
    with open(path, "r+b") as file:
        if fcntl is not None:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                return 0
        if os.fstat(file.fileno()).st_size != len(data):
            return 0
        file.truncate(end)
    return len(data) - end
