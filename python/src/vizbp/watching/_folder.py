"""A run's folder beside its event file: ``run.json`` and graphs."""

from __future__ import annotations

import json
import os
import platform
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .. import _files, _json
from ..errors import VizbpError
from ..events import event_files
from ..events._file import host
from ..graph import Graph


class RunFolder:
    """The folder of a run that this process writes.

    Args:
        path: The folder.
        resuming_at: The step with which the run that it holds goes on; None for a new run.
        rank: Which of several processes this is; the first describes the run.
        ranks: How many there are.

    Raises:
        VizbpError: The folder holds another run, or is no folder.
    """

    def __init__(
        self, path: str | os.PathLike[str], resuming_at: int | None, rank: int = 0, ranks: int = 1,
    ):
        try:
            self.path = Path(path)
        except TypeError:
            raise VizbpError(
                f"a run's folder is a path, and this is a {type(path).__name__}") from None
        if "\0" in str(self.path):  # Before Python 3.12 such a path only does not exist.
            raise VizbpError(f"{str(self.path)!r} is no path")
        self._is_first = rank == 0
        self.record: dict[str, Any] = {}
        if _exists(self.path) and not self.path.is_dir():
            raise VizbpError(f"{self.path} is a file, and not a folder for a run")
        if rank != 0:
            return
        file = self.path / "run.json"
        # Another rank may have begun its file already.
        is_taken = file.exists() or ranks == 1 and event_files(self.path)
        if resuming_at is None and is_taken:
            raise VizbpError(
                f"{self.path} holds another run already",
                hint="choose another folder, or go on with that run: resuming_at=STEP")
        if resuming_at is not None:
            self._earlier = _read(file)

    _earlier: Mapping[str, Any] = {}

    def begin(
        self, name: str | None, configuration: Mapping[str, Any], seed: int | None,
        versions: Mapping[str, str],
    ) -> None:
        """Say in ``run.json`` what is run, and by which versions of what.

        Raises:
            VizbpError: The file cannot be written.
        """
        command = " ".join([os.path.basename(sys.argv[0] or "python"), *sys.argv[1:]])
        self.record = {
            "format": "vizbp.run", "version": 1,
            "name": name or self.path.resolve().name,
            "configuration": {"command": command, **_json.plain(dict(configuration))},
            "versions": {**versions, "python": platform.python_version()},
            "start": self._earlier.get("start", time.time()), "status": "running",
            "process": os.getpid(), "host": host()}
        if seed is not None:
            self.record["seed"] = seed
        self.write()

    def finish(self, status: str, message: str | None, last_step: int) -> None:
        """Say how the run ended, and that it ended now."""
        self.record |= {"status": status, "end": time.time(), "lastStep": last_step}
        if message is not None:
            self.record["message"] = message
        self.write()

    def write(self) -> None:
        """Write ``run.json``, whole or not at all; raises VizbpError where that fails."""
        if self._is_first:
            self.path.mkdir(parents=True, exist_ok=True)
            text = json.dumps(self.record, ensure_ascii=False, indent=2, sort_keys=True)
            _files.write_whole(self.path / "run.json", f"{text}\n".encode("utf-8", "replace"))

    def write_graph(self, graph: Graph, name: str = "graph.json") -> None:
        """Write a graph, whole or not at all; raises VizbpError where that fails."""
        if self._is_first:
            graph.save(self.path / name)


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError as error:  # A name that is too long.
        raise VizbpError(f"{path} cannot be written: {error.strerror}", status=73) from error


def _read(file: Path) -> Mapping[str, Any]:
    try:
        found = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
