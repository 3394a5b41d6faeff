"""Whose value a tensor is, and which vertex accounts for a node of autograd.

A tensor that needs a gradient is known by its edge: the autograd node that made it, and which of
the node's outputs it is. Any other is known by itself, as long as it lives, with the version that
it had. Tensors are not kept alive; what is kept of them is said by ``Value``.
"""

from __future__ import annotations

import weakref
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.utils.weak import WeakTensorKeyDictionary

from .._json import TensorData
from ..statistics import Summary
from . import _ops
from ._calls import Value, Vertex
from ._look import edge_of, holds_the_same, is_accumulation, shape_of, storage_of, version_of
from ._names import Naming, dotted
from ._snapshot import snapshot

#: Where a value comes from: a vertex, and which of its values it is.
Origin = tuple[Vertex, int]


class Provenance:
    """What is known of tensors and of autograd's nodes.

    Attributes:
        vertices: All that was recorded, each after what it takes.
        owners: The vertex that accounts for an autograd node, by the node's id.
        edges: Whose value an output of an autograd node is, by the node's id and the output.
        hooked: Outputs of autograd nodes whose gradient a tensor's hook may change.
        overwritten: Leaves as they were before something wrote into them without a gradient.
        notes: What the graph cannot show, a sentence each.
    """

    def __init__(self, naming: Naming, limit: int, keep: int):
        self.naming = naming
        self.vertices: list[Vertex] = []
        self.owners: dict[int, Vertex] = {}
        self.edges: dict[tuple[int, int], Origin] = {}
        self.hooked: set[tuple[int, int]] = set()
        self.overwritten: list[Vertex] = []
        self.notes: list[str] = []
        self._limit, self._room = limit, keep
        self._kept: set[int] = set()
        # Ids of autograd nodes are used anew once a node is gone: none goes while we record.
        self._alive: list[Any] = []
        # Tensors without a gradient: whose value they are, and at which version.
        self._origins: Any = WeakTensorKeyDictionary()
        # What wrote last into a storage, by its address.
        self._writers: dict[int, Origin] = {}
        # Leaves with a gradient, by the address of their storage.
        self._stored: dict[int, weakref.ref[torch.Tensor]] = {}
        self._used: set[int] = set()
        # Values as they are without a gradient, by vertex and port.
        self._detached: dict[tuple[int, int], Vertex] = {}

    def note(self, sentence: str) -> None:
        """Say once what the graph cannot show."""
        if sentence not in self.notes:
            self.notes.append(sentence)

    def use(self, origins: list[Origin]) -> None:
        """Values are inputs of a call from now on."""
        self._used.update(id(vertex) for vertex, _ in origins)

    def hook(self, tensor: torch.Tensor) -> None:
        """A hook may change a tensor's gradient."""
        edge = edge_of(tensor)
        if edge is not None:
            self._alive.append(edge[0])
            self.hooked.add((id(edge[0]), edge[1]))

    # MARK: Values

    def give(
        self, vertex: Vertex, tensor: torch.Tensor, port: str | None = None, *, wrote: bool = False,
        taken: Sequence[torch.Tensor] = (),
    ) -> None:
        """Make a tensor a value of a vertex, which has made it, or written into it.

        Args:
            taken: What the call was given, in the order of its sources: of a view of it the
                statistics are known.
        """
        origin = (vertex, len(vertex.values))
        value = self._seen(tensor, None if wrote else self._viewed(vertex, tensor, taken))
        value.name = port
        vertex.values.append(value)
        edge = edge_of(tensor)
        if edge is not None:
            self._connect(origin, edge)
        if edge is None or tensor.is_leaf:
            self._origins[tensor] = (*origin, version_of(tensor))
        if wrote:
            self._writers[storage_of(tensor)] = origin

    def move(self, tensor: torch.Tensor, origin: Origin) -> None:
        """A tensor without a gradient is this vertex' value from now on."""
        self._origins[tensor] = (*origin, version_of(tensor))

    def number(self, vertex: Vertex, tensor: torch.Tensor) -> None:
        """Give a vertex a value that nobody can ask for."""
        vertex.values.append(self._seen(tensor))

    def is_whole(self, origin: Origin) -> bool:
        """Whether all elements of a value are kept."""
        return isinstance(origin[0].values[origin[1]].data, np.ndarray)

    def _connect(self, origin: Origin, edge: tuple[Any, int]) -> None:
        node, output = origin[0].values[origin[1]].edge = edge
        self.edges[id(node), output] = origin
        self._own(node, origin[0])

    def _viewed(
        self, vertex: Vertex, tensor: torch.Tensor, taken: Sequence[torch.Tensor]
    ) -> Summary | None:
        """Statistics of what a tensor views in another shape or order."""
        if tensor.is_nested or tensor.numel() <= self._limit or vertex.call is None:
            return None
        for (source, port), each in zip(vertex.call.sources, taken, strict=True):
            known = source.values[port].data
            if isinstance(known, Summary) and holds_the_same(each, tensor):
                return known
        return None

    def _seen(self, tensor: torch.Tensor, known: TensorData | None = None) -> Value:
        data = snapshot(tensor, self._limit) if known is None else known
        value = Value(
            shape_of(tensor), tensor.dtype, data, device=tensor.device,
            is_sparse=tensor.layout != torch.strided)
        if isinstance(value.data, np.ndarray) or tensor.is_nested or tensor.is_inference():
            return value
        if tensor.layout != torch.strided or tensor.is_meta:
            return value
        # Too large to be copied: held on to for ``check``, as far as there is room.
        storage = tensor.untyped_storage()
        if storage.data_ptr() not in self._kept:
            if storage.nbytes() > self._room:
                return value
            self._room -= storage.nbytes()
            self._kept.add(storage.data_ptr())
        value.kept, value.version = tensor.detach(), tensor._version
        return value

    def source_of(self, tensor: torch.Tensor) -> Origin:
        """Whose value a tensor is; that of a new leaf, or of autograd's, where no call made it."""
        edge = edge_of(tensor)
        if edge is not None:
            if tensor.is_leaf:
                known = self._origins.get(tensor)
                if known is not None and known[2] != version_of(tensor):
                    self.renew(tensor)  # It was written into through a view.
            origin = self.edges.get((id(edge[0]), edge[1]))
            if origin is None and not tensor.is_leaf:
                self.adopt(edge[0])
                origin = self.origin_of(*edge)
            if origin is not None:
                value = origin[0].values[origin[1]]
                if value.data is None and origin[0].call is None:
                    seen = self._seen(tensor)
                    value.data, value.kept, value.version = seen.data, seen.kept, seen.version
                    value.shape, value.dtype, value.device = seen.shape, seen.dtype, seen.device
                return origin
        known = self._origins.get(tensor)
        if known is None:
            return self._leaf(tensor), 0
        made: Origin = known[:2]
        if edge is not None:
            self._connect(made, edge)
        elif known[2] != version_of(tensor):
            return self._alias(tensor, made)
        return made

    def detached(self, origin: Origin) -> Origin:
        """A value cut off from the gradient, as it is used under ``no_grad``."""
        vertex, port = origin
        key = (id(vertex), port)
        if key not in self._detached:
            value = replace(vertex.values[port], edge=None, name=None)
            self._detached[key] = Vertex(
                "detach", [origin], [value], label="no grad", scope=self.naming.scope)
            self.vertices.append(self._detached[key])
            self.use([origin])
        return self._detached[key], 0

    def _alias(self, tensor: torch.Tensor, old: Origin) -> Origin:
        """A tensor that was written into through another one that shares its storage."""
        writer = self._writers.get(storage_of(tensor))
        inputs = [old] if writer is None else [old, writer]
        vertex = Vertex("alias", inputs, scope=self.naming.scope)
        self.vertices.append(vertex)
        self.give(vertex, tensor)
        return vertex, 0

    # MARK: Leaves

    def _leaf(self, tensor: torch.Tensor) -> Vertex:
        known = self.naming.tensor(tensor)
        scope, name, role = known or ("", "", "data")
        if isinstance(tensor, nn.Parameter):
            role = "parameter"
        elif tensor.requires_grad and role == "data":
            role = ""
        if tensor._backward_hooks and tensor.requires_grad:
            self.hook(tensor)
        op = {"parameter": "parameter", "constant": "constant"}.get(role, "input")
        vertex = Vertex(op, scope=scope, role=role or None, label=name or None)
        vertex.name = dotted(scope, name or op)
        self.vertices.append(vertex)
        self.give(vertex, tensor)
        if tensor.requires_grad:
            self._stored[storage_of(tensor)] = weakref.ref(tensor)
        return vertex

    def constant(self, number: Any) -> Origin:
        """A number among the operands, or an array of numbers."""
        if isinstance(number, np.ndarray):
            value = self._seen(torch.from_numpy(number))
        else:
            kind = np.bool_ if isinstance(number, bool) else np.float64
            dtype = torch.bool if isinstance(number, bool) else torch.float64
            value = Value((), dtype, np.array(number, kind))
        vertex = Vertex("constant", values=[value], scope=self.naming.scope, role="constant")
        self.vertices.append(vertex)
        return vertex, 0

    def renew(self, leaf: torch.Tensor) -> None:
        """A leaf was written into without a gradient, as an optimiser does: it is another leaf for
        the calls that follow, to which its gradient belongs."""
        edge = edge_of(leaf)
        origin = self.edges.get((id(edge[0]), edge[1])) if edge is not None else None
        if origin is None or edge is None:
            return
        old, port = origin
        if id(old) not in self._used:
            old.values[port] = self._seen(leaf)
            self._connect(origin, edge)
            self._origins[leaf] = (*origin, version_of(leaf))
            return
        self.overwritten.append(old)
        old.values[port].edge = None
        old.owned = [node for node in old.owned if node is not edge[0]]
        del self.owners[id(edge[0])]
        vertex = Vertex(
            old.op, label=old.label, scope=old.scope, name=old.name, role=old.role)
        self.vertices.append(vertex)
        self.give(vertex, leaf)

    def write(self, tensor: torch.Tensor) -> None:
        """A tensor was written into: so is a leaf whose ``data`` it is, without being told."""
        storage = storage_of(tensor)
        stored = self._stored.get(storage) if storage and not tensor.requires_grad else None
        leaf = stored() if stored is not None else None
        if leaf is not None and storage_of(leaf) == storage:
            self.renew(leaf)

    def rename_leaves(self) -> None:
        """Look once more what parameters are called: of modules that were made meanwhile."""
        for vertex in self.vertices:
            if vertex.op == "parameter" and vertex.label is None and vertex.values[0].edge:
                known = self.naming.tensor(vertex.values[0].edge[0].variable)
                if known is not None:
                    vertex.scope, vertex.label, vertex.role = known
                    vertex.name = dotted(vertex.scope, vertex.label)

    def release(self) -> None:
        """Let go of autograd's nodes, which hold on to what they have saved."""
        for vertex in self.vertices:
            vertex.owned = []
            for value in vertex.values:
                value.edge = None
        self._alive.clear()

    # MARK: Autograd's nodes

    def _own(self, node: Any, vertex: Vertex) -> None:
        """Account for an autograd node and all behind it that nobody accounts for."""
        start, waiting = node, [node]
        while waiting:
            node = waiting.pop()
            if id(node) in self.owners or (node is not start and is_accumulation(node)):
                continue
            self.owners[id(node)] = vertex
            self._alive.append(node)
            vertex.owned.append(node)
            waiting += [after for after, _ in node.next_functions if after is not None]

    def adopt(self, node: Any) -> None:
        """Give vertices of their own to an autograd node that no call made, and those behind."""
        waiting, made = [node], []
        while waiting:
            node = waiting.pop()
            if id(node) in self.owners:
                continue
            if is_accumulation(node):
                self.source_of(node.variable)
                continue
            made.append(self.single(node))
            waiting += [after for after, _ in node.next_functions if after is not None]
        # Those behind come first.
        self.vertices += reversed(made)

    def single(self, node: Any) -> Vertex:
        """A vertex for one autograd node, with values that nobody has seen."""
        vertex = Vertex(_ops.of_node(node), owned=[node])
        self.owners[id(node)] = vertex
        self._alive.append(node)
        # Before 2.6 nodes do not say what they made: one output, until another one is met.
        metadata = getattr(node, "_input_metadata", (None,))
        vertex.has_ports = len(metadata) > 1
        for output, each in enumerate(metadata):
            shape = None if each is None else shape_of(each)
            vertex.values.append(Value(shape, getattr(each, "dtype", None), edge=(node, output)))
            self.edges[id(node), output] = (vertex, output)
        return vertex

    def origin_of(self, node: Any, output: int) -> Origin:
        """Whose value an output of an autograd node is that somebody accounts for."""
        vertex = self.owners[id(node)]
        while (id(node), output) not in self.edges:
            index = len(vertex.values)
            vertex.values.append(Value(None, None, edge=(node, index)))
            vertex.has_ports = True
            self.edges[id(node), index] = (vertex, index)
        return self.edges[id(node), output]
