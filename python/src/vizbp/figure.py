"""Pictures that a notebook shows."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from . import _json, program
from .errors import VizbpError


@dataclass(frozen=True, repr=False)
class Figure:
    """A picture that the program drew.

    Attributes:
        svg: The picture as the text of an SVG file.
    """

    svg: str

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the SVG file; for other kinds draw with ``Graph.render`` or ``vizbp plot``."""
        if Path(path).suffix.lower() != ".svg":
            raise VizbpError(f"{os.fspath(path)} does not end in .svg, which a figure is")
        return _json.write_whole(path, self.svg.encode())

    def _repr_svg_(self) -> str:
        return self.svg

    def _repr_html_(self) -> str:
        # Without the XML declaration, which is none of HTML's.
        return self.svg[max(self.svg.find("<svg"), 0):]

    def __repr__(self) -> str:
        return f"Figure({len(self.svg)} characters of SVG)"


def plot(*runs: str | os.PathLike[str], **options: object) -> Figure:
    """Draw curves of runs or of files of metrics, as ``vizbp plot`` does.

    Args:
        runs: Runs' folders, CSV files, JSON lines.
        options: Those of ``vizbp plot``: ``y="loss"``, ``figure="gradient-flow"``, ``log_y=True`` …

    Raises:
        VizbpError: The program is missing, or refuses; the sentence is its own.
    """
    words = ["plot", *(os.fspath(run) for run in runs), "-o", "-", "--format", "svg"]
    done = program.run([*words, *program.options(options)])
    return Figure(done.stdout.decode("utf-8"))
