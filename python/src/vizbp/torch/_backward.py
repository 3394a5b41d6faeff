"""Run the backward pass, and note what each autograd node was given and what it sent on.

A node's prehook sees the gradient of each of its outputs, accumulated over all uses; its hook sees
what it sends to each of ``next_functions``, in their order: the contribution of each wire. Hooks
are taken away at the end, and ``.grad`` of the leaves is put back as it was.
"""

from __future__ import annotations

import collections
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import torch

from .._json import TensorData
from ..errors import VizbpError
from ..statistics import Summary
from ._look import edge_of, holds_the_same, is_accumulation, is_hooked_too, put_first, shape_of
from ._snapshot import snapshot

#: How many gradients are held on to, to know them again a little later.
_HELD = 8
_Measure = Callable[[torch.Tensor], TensorData | None]
#: Keys of sums, by an autograd node's id and the index of an edge.
Summed = Mapping[tuple[int, int], Sequence[Any]]


@dataclass
class Passed:
    """What the backward pass did at one autograd node.

    Attributes:
        node: The node.
        gradients: For each output the accumulated gradient; None where none arrived.
        sent: For each of ``next_functions`` what was sent there; None where nothing was.
        kinds: Shape and type of each gradient, which are those of the output.
        given: Where somebody's hook may have changed that, what it was before.
    """

    node: Any
    gradients: list[TensorData | None] | None = None
    sent: list[TensorData | None] | None = None
    kinds: list[tuple[Any, torch.dtype] | None] = field(default_factory=list)
    given: list[TensorData | None] | None = None


@dataclass
class Backward:
    """What the backward pass did.

    Attributes:
        nodes: The autograd nodes that can be reached from the outputs, by their ids.
        order: Ids of the nodes in the order in which they ran.
        leaf_gradients: The ``.grad`` of each leaf, by the id of its autograd node.
        sparse: Ids of the nodes that were given a sparse gradient.
    """

    nodes: dict[int, Passed] = field(default_factory=dict)
    order: list[int] = field(default_factory=list)
    leaf_gradients: dict[int, TensorData | None] = field(default_factory=dict)
    sparse: set[int] = field(default_factory=set)
    #: Sums of what several edges sent, by the keys that ``summed`` gave.
    sums: dict[Any, TensorData | None] = field(default_factory=dict)


def reachable(roots: Iterable[Any]) -> list[Any]:
    """The autograd nodes behind some, each once, without recursion."""
    found: dict[int, Any] = {}
    waiting = list(roots)
    while waiting:
        node = waiting.pop()
        if id(node) not in found:
            found[id(node)] = node
            waiting += [after for after, _ in node.next_functions if after is not None]
    return list(found.values())


def run(
    outputs: Sequence[torch.Tensor], seeds: Sequence[torch.Tensor | None], limit: int,
    scale: float | None, keep_grad: bool, summed: Summed,
) -> Backward:
    """Run the backward pass from outputs that need gradients.

    Args:
        outputs, seeds: Where it starts, and from which gradients.
        limit: Up to how many elements a gradient is kept whole.
        scale: What gradients are divided by, as a gradient scaler multiplied the loss by it.
        keep_grad: Whether ``.grad`` of the leaves keeps the gradients, as after ``backward()``.
        summed: For a node's id and the index of one of its edges the sums that what is sent there
            is a part of.

    Raises:
        VizbpError: Autograd refused; its own sentence follows.
    """
    found = Backward()
    nodes = reachable(edge[0] for edge in map(edge_of, outputs) if edge is not None)
    leaves = [node.variable for node in nodes if is_accumulation(node)]
    before = [leaf.grad for leaf in leaves]
    measure = _measuring(limit, scale)
    handles = []
    totals: dict[Any, torch.Tensor] = {}
    try:
        for node in nodes:
            passed = found.nodes[id(node)] = Passed(node)
            handles.append(node.register_prehook(_arrival(found, passed, measure)))
            if not is_accumulation(node):
                handles.append(node.register_hook(_departure(passed, measure, summed, totals)))
                if is_hooked_too(handles[-1]):
                    handles.append(node.register_hook(_giving(passed, measure)))
                    put_first(handles[-1])
        for leaf in leaves:
            leaf.grad = None
        try:
            torch.autograd.backward(list(outputs), list(seeds))
        except RuntimeError as error:
            raise _refused(error) from error
        found.sums = {key: measure(total) for key, total in totals.items()}
        for node in nodes:
            if is_accumulation(node):
                grad = node.variable.grad
                passed = found.nodes[id(node)]
                found.leaf_gradients[id(node)] = (
                    measure(grad) if grad is not None else (passed.gradients or [None])[0])
    finally:
        for handle in handles:
            handle.remove()
        for leaf, old in zip(leaves, before, strict=True):
            if not keep_grad:
                leaf.grad = old
            elif old is not None:
                leaf.grad = old if leaf.grad is None else old + leaf.grad
    return found


def _arrival(found: Backward, passed: Passed, measure: _Measure) -> Callable[..., None]:
    def prehook(gradients: tuple[torch.Tensor | None, ...]) -> None:
        found.order.append(id(passed.node))
        if any(each is not None and each.layout != torch.strided for each in gradients):
            found.sparse.add(id(passed.node))
        passed.gradients = [None if each is None else measure(each) for each in gradients]
        passed.kinds = [
            None if each is None else (shape_of(each), each.dtype) for each in gradients]
    return prehook


def _departure(
    passed: Passed, measure: _Measure, summed: Summed, totals: dict[Any, torch.Tensor]
) -> Callable[..., None]:
    identity = id(passed.node)

    def hook(sent: tuple[torch.Tensor | None, ...], _given: Any) -> None:
        passed.sent = [None if each is None else measure(each) for each in sent]
        for index, each in enumerate(sent):
            if each is None:
                continue
            for key in summed.get((identity, index), ()):
                total = totals.get(key)
                totals[key] = each.detach() if total is None else total + each.detach()
    return hook


def _giving(passed: Passed, measure: _Measure) -> Callable[..., None]:
    def hook(sent: tuple[torch.Tensor | None, ...], _given: Any) -> None:
        passed.given = [None if each is None else measure(each) for each in sent]
    return hook


def _measuring(limit: int, scale: float | None) -> _Measure:
    """Look at gradients; what goes on as it came is looked at once."""
    last: collections.deque[tuple[torch.Tensor, int, TensorData | None]] = collections.deque(
        maxlen=_HELD)

    def measure(tensor: torch.Tensor) -> TensorData | None:
        for held, version, data in last:
            if version != tensor._version:
                continue
            if held is tensor or (isinstance(data, Summary) and holds_the_same(held, tensor)):
                return data
        plain = tensor.detach()
        if scale is not None and scale != 1:
            if plain.dtype in (torch.float16, torch.bfloat16):
                plain = plain.float()
            plain = plain / scale
        data = snapshot(plain, limit)
        last.append((tensor, tensor._version, data))
        return data
    return measure


def _refused(error: RuntimeError) -> VizbpError:
    said = str(error).strip().splitlines()[0]
    if "backward through the graph a second time" in said:
        return VizbpError(
            "fn ran the backward pass itself, or its loss hangs on a graph that was used before; "
            "return the loss and leave the backward pass to capture")
    hint = None
    if "only be called in training mode" in said:  # Of the recurrent networks of cuDNN.
        hint = "model.train() first, or torch.backends.cudnn.flags(enabled=False)"
    return VizbpError(f"autograd refused the backward pass: {said}", hint=hint)
