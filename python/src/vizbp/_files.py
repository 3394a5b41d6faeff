"""Files that are written whole or not at all, as the program writes them."""

from __future__ import annotations

import os
import random
import re
from pathlib import Path

from .errors import VizbpError

try:
    import fcntl
except ImportError:  # Not a POSIX system.
    fcntl = None  # type: ignore[assignment]

#: What is being written beside a file. Who writes it holds a lock on it, so that what a killed
#: process left is known, by the program, too.
_BESIDE = re.compile(r"\.vizbp-[0-9]+-[0-9]+")
_TRIES = 100


def write_whole(path: str | os.PathLike[str], data: bytes) -> Path:
    """Write a file that appears whole or not at all: beside, then renamed. Where a link leads,
    it is the file behind it; what is no file, such as a pipe or a device, is written to as it is.

    Raises:
        VizbpError: The folder is missing, may not be written, or the disk is full; what stood there
            before still stands.
    """
    try:
        target = Path(path)
    except TypeError:
        raise VizbpError(f"a file's name is a path, and this is a {type(path).__name__}") from None
    if "\0" in str(target):
        raise VizbpError(f"{str(target)!r} is no path", status=73)
    real = Path(os.path.realpath(target))
    try:
        if real.exists() and not real.is_file() and not real.is_dir():
            with open(real, "wb", buffering=0) as device:
                device.write(data)
            return target
        if real.is_dir():
            raise IsADirectoryError(21, "Is a directory")
        _clear(real.parent)
        file, beside = _make(real.parent)
        try:
            with open(file, "wb") as whole:
                whole.write(data)
                whole.flush()
                os.replace(beside, real)
        except OSError:
            beside.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise VizbpError(f"{target} cannot be written: {error.strerror}", status=73) from error
    return target


def _make(folder: Path) -> tuple[int, Path]:
    """A file under a name that nobody has, locked. Who takes it for a leftover before it is has the
    lock, or has removed it, and another is made."""
    for _ in range(_TRIES):
        path = folder / f".vizbp-{os.getpid()}-{random.SystemRandom().getrandbits(32)}"
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
        if _lock(file) is not False and path.exists():
            return file, path
        os.close(file)
    raise FileExistsError(17, "File exists")


def _clear(folder: Path) -> None:
    """Remove what killed processes left in a folder."""
    try:
        paths = [path for path in folder.iterdir() if _BESIDE.fullmatch(path.name)]
    except OSError:
        return
    for path in paths:
        try:
            file = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        except OSError:
            continue
        try:
            if _lock(file):
                path.unlink(missing_ok=True)
        except OSError:
            pass
        finally:
            os.close(file)


def _lock(file: int) -> bool | None:
    """Whether the lock of a file was to be had; None where the file system has none."""
    if fcntl is None:
        return None
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    except BlockingIOError:
        return False
    except OSError:
        return None
