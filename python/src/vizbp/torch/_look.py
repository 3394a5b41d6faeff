"""Small questions to tensors, results and the stack of calls."""

from __future__ import annotations

import os
import sys
import types
from collections.abc import Iterator
from typing import Any

import torch
from torch.nn.parameter import UninitializedBuffer, UninitializedParameter

_TORCH = os.path.dirname(torch.__file__) + os.sep
_OURS = os.path.dirname(os.path.dirname(__file__)) + os.sep
_SCALER = os.path.join("amp", "grad_scaler.py")


def edge_of(tensor: torch.Tensor) -> tuple[Any, int] | None:
    """The autograd node that made a tensor that needs a gradient, and which of its outputs it is;
    of a leaf the node that accumulates. None for a tensor without a gradient."""
    if not tensor.requires_grad:
        return None
    try:
        made = tensor.grad_fn
        if made is not None:
            return made, tensor.output_nr
        # A subclass may make something else of what its tensors are asked.
        with (torch.inference_mode(False), torch.enable_grad(),
              torch._C.DisableTorchFunctionSubclass()):
            # Whatever takes a leaf hangs on the node that accumulates its gradient; nothing takes
            # it at less cost than a view, which sparse tensors do not have.
            taken = tensor.view_as(tensor) if tensor.layout == torch.strided else tensor.clone()
    except RuntimeError:
        return None
    # A view of a leaf that was taken under no_grad says that it needs a gradient, and does not.
    node = None if taken.grad_fn is None else taken.grad_fn.next_functions[0][0]
    return None if node is None else (node, 0)


def shape_of(tensor: Any) -> tuple[int | str, ...] | None:
    """The extents; of a nested tensor those that are fixed, and names for the others."""
    try:
        return tuple(each if type(each) is int else str(each) for each in tensor.shape)
    except RuntimeError:
        return None


def storage_of(tensor: torch.Tensor) -> int:
    """The address of what a tensor's elements are stored in; 0 where there is none."""
    try:
        return tensor.untyped_storage().data_ptr()
    except (NotImplementedError, RuntimeError):
        return 0


def holds_the_same(a: torch.Tensor, b: torch.Tensor) -> bool:
    """Whether two tensors are the same elements of memory, be it in another shape or order."""
    return (
        a.numel() == b.numel() and a.dtype == b.dtype and a.device == b.device
        and a.layout == b.layout == torch.strided and a.data_ptr() == b.data_ptr()
        and is_dense(a) and is_dense(b) and a.is_conj() == b.is_conj()
        and a.is_neg() == b.is_neg())


def is_dense(tensor: torch.Tensor) -> bool:
    """Whether the elements fill a piece of memory without gaps, each once."""
    if tensor.is_contiguous():
        return True
    expected = 1
    for stride, extent in sorted(zip(tensor.stride(), tensor.shape, strict=True)):
        if extent != 1:
            if stride != expected:
                return False
            expected *= extent
    return True


def is_accumulation(node: Any) -> bool:
    """Whether an autograd node accumulates the gradient of a leaf."""
    return type(node).__name__ == "AccumulateGrad"


def has_prehooks(node: Any) -> bool:
    """Whether somebody has a hook on an autograd node that sees, and may change, what arrives."""
    handle = node.register_prehook(_nothing)
    hooks = handle.hooks_dict_ref()
    handle.remove()
    return bool(hooks)


def is_hooked_too(handle: Any) -> bool:
    """Whether somebody else has hooks where this handle's hook is registered."""
    hooks = handle.hooks_dict_ref()
    return hooks is not None and len(hooks) > 1


def put_first(handle: Any) -> None:
    """Have a handle's hook called before all others that are registered where it is."""
    hooks = handle.hooks_dict_ref()
    # They are called in the order in which they were put in.
    ours, others = hooks.pop(handle.id), list(hooks.items())
    hooks.clear()
    hooks[handle.id] = ours
    hooks.update(others)


def _nothing(*_: Any) -> None:
    return None


def version_of(tensor: torch.Tensor) -> int:
    """How often a tensor was written into; -1 for one of inference mode, which does not count."""
    return -1 if tensor.is_inference() else tensor._version


def is_strange(tensor: torch.Tensor) -> bool:
    """Whether a tensor stands for others, inside ``torch.func``'s transformations."""
    return torch._C._functorch.is_functorch_wrapped_tensor(tensor)


def is_lazy(tensor: torch.Tensor) -> bool:
    """Whether a parameter has no shape before its module runs for the first time."""
    return isinstance(tensor, (UninitializedParameter, UninitializedBuffer))


def written_by(
    result: Any, tensors: list[torch.Tensor], versions: list[int]
) -> list[torch.Tensor]:
    """The tensors that a call wrote into.

    All views of one tensor count its writes: of several, that is meant which the call gives back,
    or the first.

    Args:
        tensors, versions: What the call was given, with the versions from before.
    """
    changed = [
        tensor for tensor, version in zip(tensors, versions, strict=True)
        if version_of(tensor) != version]
    if len(changed) < 2:
        return changed
    given_back = {id(tensor) for tensor, _ in _named(result, None)}
    found: dict[int, torch.Tensor] = {}
    for tensor in changed:
        whole = tensor._base if tensor._is_view() and tensor._base is not None else tensor
        if id(whole) not in found or (
                id(tensor) in given_back and id(found[id(whole)]) not in given_back):
            found[id(whole)] = tensor
    return list(found.values())


def made_by(
    result: Any, given: list[torch.Tensor], written: list[torch.Tensor]
) -> Iterator[tuple[torch.Tensor, str | None]]:
    """The tensors that a call made or changed, with the names that the function has for them."""
    fresh: set[int] = {id(each) for each in written}
    old = {id(each) for each in given} - fresh
    seen: set[int] = set()
    for tensor, name in [*_named(result, None), *((tensor, None) for tensor in written)]:
        if id(tensor) not in seen and id(tensor) not in old:
            seen.add(id(tensor))
            yield tensor, name


def _named(result: Any, name: str | None) -> Iterator[tuple[torch.Tensor, str | None]]:
    if isinstance(result, torch.Tensor):
        yield result, name
    elif isinstance(result, (list, tuple)):
        # Named tuples, and those of torch.return_types.
        fields = getattr(result, "_fields", None) or getattr(type(result), "__match_args__", None)
        for index, each in enumerate(result):
            yield from _named(each, fields[index] if fields else name)
    elif isinstance(result, dict):
        for key, each in result.items():
            yield from _named(each, str(key))


def autocast_of(tensors: list[torch.Tensor]) -> torch.dtype | None:
    """The type that autocast computes in on the tensors' device; None where it is off."""
    device = tensors[0].device.type if tensors else "cpu"
    try:
        return torch.get_autocast_dtype(device) if torch.is_autocast_enabled(device) else None
    except RuntimeError:
        return None  # A device that has no autocast.


def caller() -> tuple[str | None, Any]:
    """``file:line`` of the user's code that runs just now, and the gradient scaler through which it
    called."""
    frame: types.FrameType | None = sys._getframe(2)
    scaler = None
    while frame is not None:
        file = frame.f_code.co_filename
        if file.endswith(_SCALER):
            scaler = frame.f_locals.get("self", scaler)
        if not (file.startswith((_TORCH, _OURS)) or file.startswith("<frozen")):
            return f"{_shown(file)}:{frame.f_lineno}", scaler
        frame = frame.f_back
    return None, scaler


def _shown(file: str) -> str:
    """A path below the working folder as from there."""
    here = os.getcwd() + os.sep
    return file.removeprefix(here)
