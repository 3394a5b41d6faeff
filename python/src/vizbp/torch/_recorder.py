"""Record the forward pass: one vertex for each call, with what autograd made of it.

The mode sees each call of a PyTorch function once: what the function calls in turn is not seen (the
mode is off while its own handler runs). What autograd records beside that is found by walking from
each result's ``grad_fn`` back to nodes that are accounted for: transposes, casts of autocast,
``CopySlices`` of writes into views. A result's node and all that is found on that walk belong to the
call.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.overrides import TorchFunctionMode
from torch.utils.weak import WeakTensorKeyDictionary

from . import _ops
from ._calls import Call, Value, Vertex, emptied
from ._look import (
    autocast_of, caller, edge_of, is_accumulation, is_strange, made_by, version_of)
from ._names import Naming, dotted, snake_case
from ._snapshot import snapshot

#: Attributes of tensors whose reading is a computation.
_GETTERS = frozenset({"T", "mT", "H", "mH", "real", "imag", "data"})
#: What gives no new tensor, so that there is nothing to record.
_PLAIN = frozenset({
    "size", "dim", "numel", "nelement", "stride", "storage_offset", "is_contiguous", "item",
    "tolist", "requires_grad_", "retain_grad", "register_hook", "backward", "__len__", "__bool__",
    "__float__", "__int__", "__index__", "__repr__", "__format__", "is_floating_point",
    "is_complex", "data_ptr", "element_size", "get_device", "numpy", "__set__", "__hash__",
    "_set_grad_enabled", "register_post_accumulate_grad_hook", "untyped_storage", "is_same_size",
    "__contains__", "__deepcopy__", "share_memory_", "is_nonzero", "__reduce_ex__", "__array__",
})


class Recorder(TorchFunctionMode):
    """The mode under which the forward pass runs.

    Attributes:
        vertices: All that was recorded, each after what it takes.
        owners: The vertex that accounts for an autograd node, by the node's id.
        edges: Whose value an output of an autograd node is, by the node's id and the output.
        hooked: Outputs of autograd nodes whose gradient a tensor's hook may change.
        notes: What the graph cannot show.
        scale: By what a gradient scaler multiplied the loss.
    """

    def __init__(self, naming: Naming, limit: int, keep: int):
        super().__init__()
        self.naming = naming
        self.vertices: list[Vertex] = []
        self.owners: dict[int, Vertex] = {}
        self.edges: dict[tuple[int, int], tuple[Vertex, int]] = {}
        self.hooked: set[tuple[int, int]] = set()
        self.notes: list[str] = []
        self.scale: float | None = None
        self._limit, self._room = limit, keep
        self._kept: set[int] = set()
        # Ids of autograd nodes are used anew once a node is gone: none goes while we record.
        self._alive: list[Any] = []
        self._places: Any = WeakTensorKeyDictionary()
        self._quiet = 0

    @property
    def is_quiet(self) -> bool:
        """Whether what runs just now is part of a call that is being recorded."""
        return self._quiet > 0

    def __torch_function__(
        self, func: Any, types: Any, args: tuple[Any, ...] = (),
        kwargs: dict[str, Any] | None = None,
    ) -> Any:
        kwargs = kwargs or {}
        name = getattr(func, "__name__", "") or ""
        if name == "register_hook" and not self._quiet and isinstance(args[0], torch.Tensor):
            node, output = edge_of(args[0])
            self._alive.append(node)
            self.hooked.add((id(node), output))
        if self._quiet or name in _PLAIN:
            return func(*args, **kwargs)
        if name == "__get__":
            name = getattr(getattr(func, "__self__", None), "__name__", "")
            if name not in _GETTERS:
                return func(*args, **kwargs)
        opened = _ops.opened(func, name)
        if opened is not None:
            with self:
                return opened(*args, **kwargs)
        return self.record(func, name, args, kwargs)

    def record(
        self, function: Callable[..., Any], name: str, args: tuple[Any, ...],
        kwargs: dict[str, Any], custom: type | None = None,
    ) -> Any:
        """Run a call, and record it where it gives or changes tensors."""
        # What we ask of tensors ourselves, and what the function calls in turn, is not recorded.
        self._quiet += 1
        try:
            return self._record(function, name, args, kwargs, custom)
        finally:
            self._quiet -= 1

    def _record(
        self, function: Callable[..., Any], name: str, args: tuple[Any, ...],
        kwargs: dict[str, Any], custom: type | None,
    ) -> Any:
        tensors: list[torch.Tensor] = []
        held_args, held_kwargs = emptied(args, tensors), emptied(kwargs, tensors)
        if any(map(is_strange, tensors)):
            return function(*args, **kwargs)
        sources = [self.source_of(tensor) for tensor in tensors]
        versions = [version_of(tensor) for tensor in tensors]
        result = function(*args, **kwargs)
        written = [
            tensor for tensor, version in zip(tensors, versions, strict=True)
            if version_of(tensor) != version]
        made = list(made_by(result, tensors, written))
        if not made or any(is_strange(tensor) for tensor, _ in made):
            return result
        is_slice_write = False
        for place, (tensor, port) in enumerate(made):
            if any(tensor is each for each in written):
                if tensor.is_leaf and tensor.requires_grad:
                    self._note_written_leaf(tensor)
                    return result
                base = tensor._base if tensor._is_view() else None
                if base is not None and base.requires_grad and base.grad_fn is not None:
                    made[place] = (base, port)
                    is_slice_write = True
                elif name == "__setitem__":
                    is_slice_write = True
        source, scaler = caller()
        if scaler is not None and name in ("mul", "__mul__"):
            self.scale = float(scaler.get_scale())
        call = Call(
            function, held_args, held_kwargs, sources, source, custom, torch.is_grad_enabled(),
            autocast_of(tensors))
        vertex = Vertex("", scope=self.naming.scope, source=source, call=call)
        vertex.has_ports = len(made) > 1
        for tensor, port in made:
            self._give(vertex, tensor, port)
        found = _ops.describe(function, name, call, vertex.values, custom)
        vertex.op, vertex.attributes, vertex.label = found.op, found.attributes, found.label
        if is_slice_write:
            vertex.attributes = {"function": vertex.op, **vertex.attributes}
            vertex.op, vertex.label = "copy_slices", "write into a view"
        for operand in found.operands:
            if isinstance(operand, int):
                vertex.inputs.append(sources[operand])
                call.inputs.append(operand)
            else:
                vertex.inputs.append((self._constant(operand.number), 0))
                call.inputs.append(None)
        if not sources:
            vertex.role = "constant"
            vertex.name = dotted(vertex.scope, found.label or vertex.op)
        self.vertices.append(vertex)
        return result

    # MARK: Values

    def _give(self, vertex: Vertex, tensor: torch.Tensor, port: str | None) -> None:
        """Make a tensor a value of a vertex."""
        place = (vertex, len(vertex.values))
        value = self._seen(tensor)
        value.name = port
        vertex.values.append(value)
        if tensor.requires_grad:
            self._connect(place, value, tensor)
        if not tensor.requires_grad or tensor.is_leaf:
            self._places[tensor] = place

    def _connect(
        self, place: tuple[Vertex, int], value: Value, tensor: torch.Tensor
    ) -> None:
        node, output = value.edge = edge_of(tensor)
        self.edges[id(node), output] = place
        self._own(node, place[0])

    def _seen(self, tensor: torch.Tensor) -> Value:
        value = Value(
            tuple(tensor.shape), tensor.dtype, snapshot(tensor, self._limit), device=tensor.device)
        if tensor.numel() > self._limit and not tensor.is_inference():
            self._keep(value, tensor)
        return value

    def _keep(self, value: Value, tensor: torch.Tensor) -> None:
        """Hold on to a large tensor for ``check``, as far as there is room for it."""
        if tensor.layout != torch.strided or tensor.is_meta:
            return
        storage = tensor.untyped_storage()
        if storage.data_ptr() not in self._kept:
            if storage.nbytes() > self._room:
                return
            self._room -= storage.nbytes()
            self._kept.add(storage.data_ptr())
        value.kept, value.version = tensor.detach(), tensor._version

    def source_of(self, tensor: torch.Tensor) -> tuple[Vertex, int]:
        """Whose value a tensor is; a leaf or an autograd node where no call has made it."""
        if tensor.requires_grad:
            node, output = edge_of(tensor)
            place = self.edges.get((id(node), output))
            if place is None and not tensor.is_leaf:
                self.adopt(node)
                place = self.edges[id(node), output]
            if place is not None:
                value = place[0].values[place[1]]
                if value.data is None and place[0].call is None:
                    seen = self._seen(tensor)
                    value.data, value.kept, value.version = seen.data, seen.kept, seen.version
                    value.device = seen.device
                return place
        place = self._places.get(tensor)
        if place is not None:
            value = place[0].values[place[1]]
            if tensor.requires_grad and value.edge is None:
                self._connect(place, value, tensor)
            return place
        return self._leaf(tensor), 0

    def _leaf(self, tensor: torch.Tensor) -> Vertex:
        known = self.naming.tensor(tensor)
        scope, name, role = known or ("", "", "data")
        if isinstance(tensor, nn.Parameter):
            role = "parameter"
        elif tensor.requires_grad and role == "data":
            role = ""
        op = {"parameter": "parameter", "constant": "constant"}.get(role, "input")
        if tensor._backward_hooks and tensor.requires_grad:
            self.hooked.add((id(edge_of(tensor)[0]), 0))
        vertex = Vertex(op, scope=scope, role=role or None, label=name or None)
        vertex.name = dotted(scope, name or op)
        self.vertices.append(vertex)
        self._give(vertex, tensor, None)
        return vertex

    def _constant(self, number: Any) -> Vertex:
        is_flag = isinstance(number, bool)
        value = Value((), torch.bool if is_flag else torch.float64, np.array(
            number, np.bool_ if is_flag else np.float64))
        vertex = Vertex("constant", values=[value], scope=self.naming.scope, role="constant")
        self.vertices.append(vertex)
        return vertex

    def _note_written_leaf(self, tensor: torch.Tensor) -> None:
        known = self.naming.tensor(tensor)
        what = dotted(known[0], known[1]) if known else "a leaf"
        note = f"{what} was written into without gradient; its value is the one before."
        if note not in self.notes:
            self.notes.append(note)

    # MARK: Autograd's nodes

    def _own(self, node: Any, vertex: Vertex) -> None:
        """Account for an autograd node and all behind it that nobody accounts for."""
        start, waiting = node, [node]
        while waiting:
            node = waiting.pop()
            if id(node) in self.owners or (is_accumulation(node) and node is not start):
                continue
            self.owners[id(node)] = vertex
            self._alive.append(node)
            vertex.owned.append(node)
            waiting += [after for after, _ in node.next_functions if after is not None]

    def adopt(self, node: Any) -> None:
        """Give a vertex of its own to an autograd node that no call made, and to those behind it."""
        waiting, made = [node], []
        while waiting:
            node = waiting.pop()
            if id(node) in self.owners:
                continue
            if is_accumulation(node):
                self.source_of(node.variable)
                continue
            vertex = self.single(node)
            made.append(vertex)
            waiting += [after for after, _ in node.next_functions if after is not None]
        # Those behind come first.
        self.vertices += reversed(made)

    def single(self, node: Any) -> Vertex:
        """A vertex for one autograd node, with values that nobody has seen."""
        forward = getattr(type(node), "_forward_cls", None)
        name = forward.__name__ if forward is not None else node.name().rpartition("::")[2]
        op = _ops.of_autograd(snake_case(name))
        vertex = Vertex(op, name=op, owned=[node])
        metadata = node._input_metadata
        vertex.has_ports = len(metadata) > 1
        for output, each in enumerate(metadata):
            value = Value(tuple(each.shape), each.dtype, edge=(node, output))
            vertex.values.append(value)
            self.edges[id(node), output] = (vertex, output)
        self.owners[id(node)] = vertex
        self._alive.append(node)
        return vertex
