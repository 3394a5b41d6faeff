"""Pictures that a notebook shows."""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import dataclass
from pathlib import Path

from . import _files, program
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
        return _files.write_whole(path, self.svg.encode())

    def _repr_svg_(self) -> str:
        return inline(self.svg)

    def _repr_html_(self) -> str:
        return inline(self.svg)

    def __repr__(self) -> str:
        return f"Figure({len(self.svg)} characters of SVG)"


_TAG = re.compile(r"<[a-zA-Z][^>]*>")
_ID = re.compile(r"""(?<=\sid=")[^"]+(?=")""")
_REFERENCE = re.compile(
    r"""((?:href="#|url\(#))([^")]+)|(aria-(?:labelledby|describedby)=")([^"]+)""")
# How often a picture was shown, by the beginning of its digest: a notebook that runs again from its
# first cell has the same names again.
_shown: dict[str, int] = {}


def inline(svg: str) -> str:
    """A picture as a part of a page: as wide as there is room, with names that no other has.

    The ids of an SVG file hold for the whole page that it stands in. Two pictures with a node of
    the same number would take each other's arrows and titles.
    """
    # Without the XML declaration, which is none of HTML's.
    svg = svg[max(svg.find("<svg"), 0):]
    digest = hashlib.sha256(svg.encode()).hexdigest()[:8]
    _shown[digest] = count = _shown.get(digest, 0) + 1
    prefix = f"v{digest}-" if count == 1 else f"v{digest}-{count}-"
    ids = {found for tag in _TAG.findall(svg) for found in _ID.findall(tag)}

    def named(name: str) -> str:
        return prefix + name if name in ids else name

    def refer(match: re.Match[str]) -> str:
        if match[1]:
            return match[1] + named(match[2])
        return match[3] + " ".join(named(name) for name in match[4].split())

    def rename(tag: re.Match[str]) -> str:
        return _REFERENCE.sub(refer, _ID.sub(lambda found: named(found[0]), tag[0]))

    svg = _TAG.sub(rename, svg)
    return svg.replace("<svg ", '<svg style="max-width:100%;height:auto" ', 1)


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
