"""One call, or one leaf, of a computational graph."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ._json import TensorData, decode, encode, plain
from .errors import VizbpError

#: An extent of a shape: a number, or in files the name of a size that is not fixed, or None.
Extent = int | str | None


@dataclass
class Port:
    """One of several outputs of a node; inputs name it ``"id:index"``.

    Attributes:
        shape, dtype, value, gradient: As those of a node.
        name: What the function calls this output, where it has a name for it.
    """

    shape: tuple[Extent, ...] | None = None
    dtype: str | None = None
    value: TensorData | None = None
    gradient: TensorData | None = None
    name: str | None = None

    def json(self) -> dict[str, Any]:
        """The port as graph JSON has it."""
        fields: dict[str, Any] = {"name": self.name} if self.name is not None else {}
        return fields | _tensor_fields(self)


@dataclass
class Node:
    """One call, or one leaf, of a computational graph.

    Attributes:
        id: Unique within the graph.
        op: The operation's name in lower snake case: ``matmul``, ``log_softmax``.
        inputs: The ids of the arguments in order, repeats allowed; ``"id:1"`` is an output port.
        label: What a drawing calls the node.
        scope: The path of scopes (modules) that hold the node: ``encoder/layer3/attention``.
        shape: The extent of each axis, empty for a scalar.
        dtype: The type of the elements: ``float32``, ``bfloat16``, ``int64`` …
        value: What the forward pass computed.
        gradient: What the backward pass accumulated for this node's output.
        local: One entry an input: the derivative in it (a number for scalars, a text, or None).
        contributions: One entry an input: what this node sent back along that wire, of the shape of
            the input; None where no gradient flowed. A node's gradient is the sum of what its uses
            contribute, and of its seed.
        attributes: What the call was told beside its inputs.
        role: ``parameter``, ``data``, ``constant`` or ``output``.
        source: ``file:line`` of the code that made the call.
        autograd: The names of the engine's own backward nodes that this node stands for.
        ports: The outputs, where there are several; their values and gradients stand in them.
        extra: Fields of a file that this package does not know; they survive a rewrite.
    """

    id: str
    op: str
    inputs: list[str] = field(default_factory=list)
    label: str | None = None
    scope: str | None = None
    shape: tuple[Extent, ...] | None = None
    dtype: str | None = None
    value: TensorData | None = None
    gradient: TensorData | None = None
    local: list[float | str | None] | None = None
    contributions: list[TensorData | None] | None = None
    attributes: dict[str, Any] = field(default_factory=dict)
    role: str | None = None
    ports: list[Port] | None = None
    source: str | None = None
    autograd: list[str] = field(default_factory=list)
    extra: dict[str, Any] = field(default_factory=dict)

    def json(self) -> dict[str, Any]:
        """The node as graph JSON has it; what is not stated is left out."""
        fields: dict[str, Any] = {"id": self.id, "op": self.op}
        if self.inputs:
            fields["inputs"] = list(self.inputs)
        if self.label is not None:
            fields["label"] = self.label
        if self.scope:
            fields["scope"] = self.scope
        fields |= _tensor_fields(self)
        if self.ports is not None:
            fields["ports"] = [port.json() for port in self.ports]
        if self.local is not None and any(each is not None for each in self.local):
            fields["local"] = plain(self.local)
        if self.attributes:
            fields["attributes"] = plain(self.attributes)
        if self.role is not None:
            fields["role"] = self.role
        if self.source is not None:
            fields["source"] = self.source
        if self.autograd:
            fields["autograd"] = list(self.autograd)
        if self.contributions is not None and any(c is not None for c in self.contributions):
            fields["contributions"] = [
                None if each is None else encode(each) for each in self.contributions]
        fields.update(plain(self.extra))
        return fields

    @classmethod
    def from_json(cls, fields: Any) -> Node:
        """A node of graph JSON.

        Raises:
            VizbpError: It is no object, or lacks its id or op.
        """
        if not isinstance(fields, Mapping):
            raise VizbpError("a node is no object")
        rest = dict(fields)
        identity, op = rest.pop("id", None), rest.pop("op", None)
        if not (isinstance(identity, str) and identity and isinstance(op, str) and op):
            raise VizbpError(f"the node {identity!r} lacks its \"id\" or its \"op\"")
        try:
            node = cls(identity, op, **_read_tensor(rest))
            node.inputs = list(rest.pop("inputs", None) or [])
            node.label, node.scope = rest.pop("label", None), rest.pop("scope", None)
            node.local, node.role = rest.pop("local", None), rest.pop("role", None)
            node.source = rest.pop("source", None)
            node.autograd = list(rest.pop("autograd", None) or [])
            node.attributes = dict(rest.pop("attributes", None) or {})
            contributions, ports = rest.pop("contributions", None), rest.pop("ports", None)
            if contributions is not None:
                node.contributions = [decode(each) for each in contributions]
            if isinstance(ports, list) and all(isinstance(port, Mapping) for port in ports):
                node.ports = [
                    Port(name=port.get("name"), **_read_tensor(dict(port))) for port in ports]
            elif ports is not None:
                rest["ports"] = ports
        except VizbpError as error:
            raise VizbpError(f"node {identity!r}: {error}") from error
        except (TypeError, ValueError) as error:
            raise VizbpError(f"node {identity!r} is not as graph JSON has it: {error}") from error
        node.extra = rest
        return node


def _tensor_fields(tensor: Node | Port) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    if tensor.shape is not None:
        fields["shape"] = list(tensor.shape)
    if tensor.dtype is not None:
        fields["dtype"] = tensor.dtype
    if tensor.value is not None:
        fields["value"] = encode(tensor.value)
    if tensor.gradient is not None:
        fields["gradient"] = encode(tensor.gradient)
    return fields


def _read_tensor(fields: dict[str, Any]) -> dict[str, Any]:
    shape, dtype = fields.pop("shape", None), fields.pop("dtype", None)
    return {
        "shape": None if shape is None else tuple(shape),
        "dtype": dtype,
        "value": decode(fields.pop("value", None), dtype),
        "gradient": decode(fields.pop("gradient", None), dtype),
    }
