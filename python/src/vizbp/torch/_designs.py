"""Functions of PyTorch whose gradient is on purpose not the derivative of what they compute."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import torch
import torch.nn.functional as F

from .._judge import CannotRun
from ._calls import Call, Slot

_EMBEDDING = inspect.signature(F.embedding)
_CTC = "its gradient is that along log-probabilities, which sum up to 1, alone"
_FREQUENCY = "its gradient is divided by how often a row occurs, on purpose"
_ROUNDED = "its gradient passes through the rounding as if there was none, on purpose"
_TWICE = "it writes twice into one element: which value stays is not defined, and has no gradient"

def withheld(call: Call, tensors: list[torch.Tensor]) -> dict[int, Any]:
    """By slot, the elements of an argument that get no gradient on purpose, as an index.

    Args:
        call: The call.
        tensors: What stood in its slots.

    Raises:
        CannotRun: The gradient cannot be compared with differences at all.
    """
    name = getattr(call.function, "__name__", "")
    if "fake_quant" in name:
        raise CannotRun(_ROUNDED)
    if name == "ctc_loss":
        raise CannotRun(_CTC)
    if _writes_twice(name, *call.rebuilt(tensors)):
        raise CannotRun(_TWICE)
    if name != "embedding":
        return {}
    try:
        given = _EMBEDDING.bind(*call.args, **call.kwargs).arguments
    except TypeError:
        return {}
    if given.get("scale_grad_by_freq"):
        raise CannotRun(_FREQUENCY)
    weight, padding = given["weight"], given.get("padding_idx")
    return {weight.index: padding} if isinstance(weight, Slot) and padding is not None else {}


def _writes_twice(name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> bool:
    """Whether a call writes more than one value into one element, and keeps one of them."""
    find = _WRITES.get(name.rstrip("_") if not name.endswith("__") else name)
    accumulates = kwargs.get("accumulate", args[3] if len(args) > 3 else False) is True
    if find is None or accumulates or "reduce" in kwargs:
        return False
    try:
        offsets: torch.Tensor = find(*args, **kwargs)
    except (IndexError, RuntimeError, TypeError, ValueError):
        return False  # Called in a way that is not known here.
    flat, _ = offsets.reshape(-1).sort()
    return bool((flat[1:] == flat[:-1]).any())


def _numbers(of: torch.Tensor) -> torch.Tensor:
    """The elements' offsets, counted on."""
    return torch.arange(of.numel(), device=of.device).reshape(of.shape)


def _unpooled(input: torch.Tensor, indices: torch.Tensor, axes: int) -> torch.Tensor:
    planes = indices.reshape(-1, indices[(0,) * (indices.dim() - axes)].numel())
    first = torch.arange(len(planes), device=planes.device) * (int(planes.max()) + 1)
    return planes + first[:, None]


#: Functions that write where an index says: the offsets into which they write.
_WRITES: dict[str, Callable[..., torch.Tensor]] = {
    "scatter": lambda input, dim, index, *_, **__: _numbers(input).gather(dim, index),
    "index_copy": lambda input, dim, index, *_, **__: _numbers(input).index_select(dim, index),
    "put": lambda input, index, *_, **__: index,
    "index_put": lambda input, indices, *_, **__: _numbers(input)[tuple(indices)],
    "__setitem__": lambda input, index, *_: _numbers(input)[index],
    "max_unpool1d": lambda input, indices, *_, **__: _unpooled(input, indices, 1),
    "max_unpool2d": lambda input, indices, *_, **__: _unpooled(input, indices, 2),
    "max_unpool3d": lambda input, indices, *_, **__: _unpooled(input, indices, 3),
}
