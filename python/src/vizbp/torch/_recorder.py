"""Record the forward pass: one vertex for each call, with what autograd made of it.

The mode sees each call of a PyTorch function once: what the function calls in turn is not seen (the
mode is off while its own handler runs). What autograd records beside that is found by walking from
each result's ``grad_fn`` back to nodes that are accounted for: transposes, casts of autocast,
``CopySlices`` of writes into views. A result's node and all that is found on that walk belong to
the call.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import torch
from torch.overrides import TorchFunctionMode

from . import _ops
from ._calls import Call, Vertex, emptied
from ._look import (
    autocast_of,
    caller,
    edge_of,
    is_lazy,
    is_strange,
    made_by,
    version_of,
    written_by,
)
from ._names import dotted, snake_case
from ._provenance import Origin, Provenance

#: Operations whose second operand says which elements of the first are taken.
_CHOOSING = frozenset({"gather", "gather_elements", "index_select", "take_along_dim"})
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
        provenance: What was recorded.
        naming: What modules and tensors are called, and which module runs.
        scale: By what a gradient scaler multiplied the loss.
        met_compiled: Whether a compiled module ran, which runs eagerly here.
    """

    def __init__(self, provenance: Provenance):
        super().__init__()
        self.provenance = provenance
        self.naming = provenance.naming
        self.scale: float | None = None
        self.met_compiled = False
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
            self.provenance.hook(args[0])
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
        if any(map(is_lazy, tensors)):
            return function(*args, **kwargs)
        if any(map(is_strange, tensors)):
            self.provenance.note(
                "What torch.func transformed is drawn as autograd knows it, without values.")
            return function(*args, **kwargs)
        sources = [self.provenance.source_of(tensor) for tensor in tensors]
        versions = [version_of(tensor) for tensor in tensors]
        result = function(*args, **kwargs)
        written = written_by(result, tensors, versions)
        leaves = [each for each in written if edge_of(each) is not None and each.is_leaf]
        for leaf in leaves:
            self.provenance.renew(leaf)
        for each in written:
            self.provenance.write(each)
        made = [
            each for each in made_by(result, tensors, written)
            if all(each[0] is not leaf for leaf in leaves)]
        if not made or any(is_strange(tensor) or is_lazy(tensor) for tensor, _ in made):
            return result
        if custom is None:
            custom = _ops.registered(function, [tensor for tensor, _ in made])
        source, scaler = caller()
        if scaler is not None and name in ("mul", "__mul__"):
            self.scale = float(scaler.get_scale())
        cut = () if name in ("detach", "detach_", "data") else _cut_off(tensors, made)
        call = Call(
            function, held_args, held_kwargs, sources, source, custom, torch.is_grad_enabled(),
            autocast_of(tensors))
        vertex = Vertex("", scope=self.naming.scope, source=source, call=call)
        vertex.has_ports = len(made) > 1
        is_write_into_view = False
        for tensor, port in made:
            wrote = any(tensor is each for each in written)
            base = tensor._base if wrote and tensor._is_view() else None
            if base is not None and base.requires_grad and base.grad_fn is not None:
                # Autograd has made another whole of it; the view is taken anew where it is used.
                tensor = base
            is_write_into_view |= wrote and (tensor is base or name == "__setitem__")
            self.provenance.give(vertex, tensor, port, wrote=wrote, taken=tensors)
        if custom is not None:
            found = _ops.describe_custom(
                custom, call, tensors, [tensor for tensor, _ in made], vertex.values)
        else:
            found = _ops.describe(
                function, name, call, vertex.values, divides=self._divides(vertex, call))
        for index in cut:
            # No gradient goes back to these: they are as they would be detached.
            call.sources[index] = self.provenance.detached(call.sources[index])
        self._describe(vertex, call, found, is_write_into_view, [each for each, _ in made])
        self.provenance.vertices.append(vertex)
        return result

    def _divides(self, vertex: Vertex, call: Call) -> bool:
        """Whether a call may be several operations: their values are small enough to be shown."""
        given = all(map(self.provenance.is_whole, call.sources))
        return given and all(isinstance(value.data, np.ndarray) for value in vertex.values)

    def _describe(
        self, vertex: Vertex, call: Call, found: _ops.Described, is_write_into_view: bool,
        made: list[torch.Tensor],
    ) -> None:
        """Say what a call is in the graph."""
        vertex.op, vertex.attributes, vertex.label = found.op, found.attributes, found.label
        if is_write_into_view:
            vertex.attributes = {"function": vertex.op, **vertex.attributes}
            vertex.op, vertex.label = "copy_slices", "write into a view"
        if found.op in _CHOOSING:
            found.operands[1:2] = [self._counted(found, call) for _ in found.operands[1:2]]
        for operand in found.operands:
            vertex.inputs.append(self._origin(operand, vertex, call, made))
            call.inputs.append(operand if isinstance(operand, int) else None)
        self.provenance.use(vertex.inputs)
        if call.custom is not None:
            vertex.name = dotted(vertex.scope, snake_case(call.custom.__name__))
        if not call.sources:
            vertex.role = "constant"
            vertex.name = dotted(vertex.scope, found.label or vertex.op)


    def _counted(self, found: _ops.Described, call: Call) -> _ops.Operand:
        """An index as graphs have it, counted from the start, also where it was from the end."""
        source, index = found.operands[:2]
        if not isinstance(index, int):
            return index
        vertex, port = call.sources[index]
        data = vertex.values[port].data
        if not isinstance(data, np.ndarray) or data.size == 0 or data.min() >= 0:
            return index
        if isinstance(source, int):
            shape = call.slots()[source].shape
        elif isinstance(source, _ops.Part):
            shape = source.attributes["shape"]
        else:
            return index
        extent = shape[found.attributes.get("axis", found.attributes.get("dim", 0))]
        return _ops.Part(
            "remainder", [index, _ops.Number(extent)], lambda given, count: given % int(count))

    def _origin(
        self, operand: _ops.Operand, vertex: Vertex, call: Call, made: list[torch.Tensor]
    ) -> Origin:
        """Whose value an operand is; what is computed first becomes a vertex before the call."""
        if isinstance(operand, int):
            return call.sources[operand]
        if isinstance(operand, _ops.Number):
            return self.provenance.constant(operand.number)
        part = Vertex(operand.op, scope=vertex.scope, source=vertex.source, whole=vertex)
        if isinstance(operand, _ops.Made):
            part.inputs = [call.sources[each] for each in operand.inputs]
            part.values = [replace(vertex.values.pop(operand.value), name=None)]
            self.provenance.move(made[operand.value], (part, 0))
            vertex.has_ports = len(vertex.values) > 1
            for value in vertex.values if not vertex.has_ports else ():
                value.name = None
        else:
            part.attributes = operand.attributes
            part.inputs = [self._origin(each, vertex, call, made) for each in operand.operands]
            given = [source.values[port].tensor() for source, port in part.inputs]
            with torch.no_grad():
                self.provenance.number(part, operand.compute(*given))
        vertex.parts.append(part)
        self.provenance.use(part.inputs)
        self.provenance.vertices.append(part)
        return part, 0


def _cut_off(
    taken: list[torch.Tensor], made: list[tuple[torch.Tensor, str | None]]
) -> list[int]:
    """Which tensors of a call gave it numbers, and get no gradient from it though they need one: as
    under ``no_grad``. What makes whole numbers, or truths, can give none, and needs no word."""
    if any(tensor.requires_grad for tensor, _ in made) or not any(
            tensor.is_floating_point() or tensor.is_complex() for tensor, _ in made):
        return []
    return [index for index, tensor in enumerate(taken) if edge_of(tensor) is not None]
