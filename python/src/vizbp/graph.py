"""A computational graph with what one forward and one backward pass left on it."""

from __future__ import annotations

import html
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import _files, _json, program
from ._json import TensorData
from .errors import VizbpError
from .node import Node, Port

if TYPE_CHECKING:
    from .check import CheckResult
    from .figure import Figure

__all__ = ["Edge", "Graph", "Node", "Port"]

_FORMAT, _VERSION = "vizbp.graph", 1
_KNOWN = ("format", "version", "name", "nodes", "outputs", "seeds")


@dataclass(frozen=True)
class Edge:
    """A wire: one use of a value.

    Attributes:
        source: The id of the node whose value is used.
        port: Which of its outputs, where it has ports.
        target: The id of the node that uses it.
        argument: Which of the target's inputs it is, counted from 0.
        contribution: What flowed back along it, of the shape of the value; None where nothing did,
            or the graph does not say it.
    """

    source: str
    port: int | None
    target: str
    argument: int
    contribution: TensorData | None


@dataclass(repr=False)
class Graph:
    """A computational graph with values, gradients, and what each wire contributed.

    Attributes:
        nodes: All calls and leaves, each after its inputs where an engine was captured.
        outputs: The ids (or ``id:port``) that the graph computes, the differentiated ones first.
        name: What the graph computes, as a title would say it.
        seeds: For each output the gradient that the backward pass started from; None where that
            is 1. Gradients are those of the outputs' sum, weighted by them.
        notes: What the engine did that the graph cannot show, a sentence each.
        extra: Fields of a file that this package does not know; they survive a rewrite.
    """

    nodes: list[Node]
    outputs: list[str]
    name: str | None = None
    seeds: list[TensorData | None] | None = None
    notes: list[str] = field(default_factory=list)
    extra: dict[str, Any] = field(default_factory=dict)
    #: What ``check`` needs to run each captured call again, by node id: the engine's own records
    #: (for PyTorch ``vizbp.torch._calls.Call``). Empty for a graph that was read from a file.
    _calls: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)
    #: The engine whose records these are: ``torch`` or ``jax``.
    _engine: str = field(default="", repr=False, compare=False)

    # MARK: Nodes and wires

    def __getitem__(self, identity: str) -> Node:
        """The node with this id; an unknown one raises KeyError."""
        for node in self.nodes:
            if node.id == identity:
                return node
        raise KeyError(identity)

    def __repr__(self) -> str:
        title = f"{self.name!r}, " if self.name else ""
        return f"Graph({title}{_nodes(len(self.nodes))})"

    def __len__(self) -> int:
        return len(self.nodes)

    def edges(self) -> Iterator[Edge]:
        """All wires, those of each node's inputs in their order."""
        ids = {node.id for node in self.nodes}
        for node in self.nodes:
            sent = node.contributions or [None] * len(node.inputs)
            for argument, name in enumerate(node.inputs):
                source, port = split_port(name, ids)
                yield Edge(source, port, node.id, argument, sent[argument])

    def contributions(self, name: str) -> list[Edge]:
        """The wires on which a gradient flowed back to a node, or to ``id:port``."""
        ids = {node.id for node in self.nodes}
        wanted = split_port(name, ids)
        return [
            edge for edge in self.edges()
            if (edge.source, edge.port) == wanted and edge.contribution is not None]

    # MARK: Files

    def json(self) -> str:
        """The graph as the text of a graph file, a line a node; numbers round-trip exactly."""
        head = [f'"format": "{_FORMAT}", "version": {_VERSION}']
        if self.name is not None:
            head.append(f'"name": {_json.text(self.name)}')
        nodes = ",\n    ".join(_json.text(node.json()) for node in self.nodes)
        head.append(f'"nodes": [\n    {nodes}\n  ]')
        head.append(f'"outputs": {_json.text(self.outputs)}')
        # Without seeds it is the first output alone that is differentiated.
        seeded = self.seeds or []
        if len(seeded) > 1 or any(seed is not None for seed in seeded):
            seeds = [1.0 if seed is None else _json.encode(seed) for seed in seeded]
            head.append(f'"seeds": {_json.text(seeds)}')
        rest = dict(self.extra)
        if self.notes:
            rest["notes"] = self.notes
        head += [f"{_json.text(key)}: {_json.text(_json.plain(rest[key]))}" for key in rest]
        return "{\n  " + ",\n  ".join(head) + "\n}\n"

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write a graph file, whole or not at all; raises VizbpError where that fails.

        Custom functions of a captured graph are run again first, as by ``check``, since no reader
        of the file can: the file says of each whether its derivative is right.
        """
        from . import check

        check.record(self)
        return _files.write_whole(path, self.json().encode("utf-8", "replace"))

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Graph:
        """Read a graph file; raises VizbpError where it is none."""
        try:
            text = Path(path).read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or "it is not UTF-8"
            raise VizbpError(f"{os.fspath(path)} cannot be read: {reason}", status=66) from error
        try:
            return cls.from_json(text)
        except VizbpError as error:
            raise VizbpError(f"{os.fspath(path)}: {error}", status=65) from error

    @classmethod
    def from_json(cls, text: str | bytes) -> Graph:
        """The graph of a graph file's text; raises VizbpError where it is none."""
        try:
            fields = json.loads(text)
        except ValueError as error:
            raise VizbpError(f"this is no JSON: {error}") from error
        if not isinstance(fields, dict) or fields.get("format") != _FORMAT:
            raise VizbpError("this is no graph file", hint='it lacks "format": "vizbp.graph"')
        if not isinstance(fields.get("version"), int) or fields["version"] > _VERSION:
            raise VizbpError(f"the file is of version {fields.get('version')}, not {_VERSION}")
        if not isinstance(fields.get("nodes"), list) or not fields["nodes"]:
            raise VizbpError("the file has no nodes")
        nodes = [Node.from_json(node) for node in fields["nodes"]]
        outputs = fields.get("outputs")
        if outputs is None:
            used = {name for node in nodes for name in node.inputs}
            outputs = [node.id for node in nodes if node.id not in used]
        extra = {key: value for key, value in fields.items() if key not in _KNOWN}
        notes = extra.pop("notes", [])
        seeds = fields.get("seeds")
        return cls(
            nodes, list(outputs), fields.get("name"),
            None if seeds is None else [_json.decode(seed) for seed in seeds],
            list(notes) if isinstance(notes, list) else [notes], extra)

    # MARK: Pictures

    def render(self, path: str | os.PathLike[str], **options: object) -> Path:
        """Draw the graph with the program; the ending says the kind.

        The kinds are svg, png, pdf, tex, gif, webp, html and dot.

        Args:
            path: Where to write.
            options: Those of ``vizbp render``: ``fit="slide"``, ``theme="dark"``,
                ``direction="tb"``, ``collapse="none"``, ``show="chain"``, ``steps=True``,
                ``scale=2`` …

        Raises:
            VizbpError: The program is missing, or refuses; the sentence is its own.
        """
        words = ["render", "-", "-o", os.fspath(path), "--quiet", *program.options(options)]
        program.run(words, input=self.json().encode("utf-8", "replace"))
        return Path(path)

    def figure(self, **options: object) -> Figure:
        """The picture as SVG, which a notebook shows; options as those of ``render``."""
        from .figure import Figure

        words = ["render", "-", "-o", "-", "--format", "svg", "--quiet", *program.options(options)]
        done = program.run(words, input=self.json().encode("utf-8", "replace"))
        return Figure(done.stdout.decode("utf-8"))

    def _repr_svg_(self) -> str | None:
        try:
            return self.figure()._repr_svg_()
        except VizbpError:
            # What HTML says of it is shown.
            return None

    def _repr_html_(self) -> str:
        try:
            return self.figure()._repr_html_()
        except VizbpError as error:
            said = html.escape(f"{_nodes(len(self.nodes))}; the picture is missing: {error}")
            return f"<pre>{said}</pre>"

    # MARK: Judging

    def check(self, **options: object) -> CheckResult:
        """Find the rule that is wrong, if one is.

        A captured graph's calls are executed again, each on its own inputs in double precision, and
        compared with centred differences. A graph from a file is recomputed by the program from its
        leaves, as ``vizbp check`` does.
        """
        from . import check

        return check.check(self, **options)


def _nodes(count: int) -> str:
    return f"{count} node{'' if count == 1 else 's'}"


def split_port(name: str, ids: Mapping[str, object] | Sequence[str] | set[str]) -> tuple[
    str, int | None]:
    """``"split1:2"`` → the id and the port, ``"x"`` → the id and None; a node whose id has a colon
    in it is that node."""
    if name in ids:
        return name, None
    source, colon, port = name.rpartition(":")
    return (source, int(port)) if colon and port.isdigit() else (name, None)
