"""Run a captured call again in double precision: its outputs, its vjp, and its differences.

The engine's own ``autograd.grad`` gives the vjp, so that a custom function's ``backward`` is what is
judged. Differences are those of ``<g, f(x)>``, for one random cotangent ``g``, along a direction.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch

from ._calls import Call
from ._look import made_by

_WIDE = {
    torch.float16: torch.float64, torch.bfloat16: torch.float64, torch.float32: torch.float64,
    torch.complex32: torch.complex128, torch.complex64: torch.complex128,
}


class CannotRun(Exception):
    """The call cannot be run again: str(error) says why."""


class Rerun:
    """A call on its own inputs, at which it can be evaluated again and again.

    Args:
        call: The call.
        wide: Whether floating-point numbers become those of double precision, and types that the
            arguments name with them.

    Raises:
        ArgumentsMissing: A value that it needs was not kept.
        CannotRun: It fails, or makes nothing that depends on an input.
    """

    def __init__(self, call: Call, *, wide: bool = True):
        self._call, self._wide = call, wide
        _, _, tensors = call.arguments()
        slots = sorted(call.slots(), key=lambda slot: slot.index)
        self.points: list[torch.Tensor] = []
        #: The slots of the inputs that get a gradient.
        self.moved = [
            slot.index for slot in slots
            if slot.requires_grad and (slot.dtype.is_floating_point or slot.dtype.is_complex)]
        for slot, tensor in zip(slots, tensors, strict=True):
            if tensor.layout != torch.strided:
                raise CannotRun("it takes a sparse tensor")
            dtype = _WIDE.get(tensor.dtype, tensor.dtype) if wide else tensor.dtype
            self.points.append(tensor.detach().to(dtype))
        if not self.moved:
            raise CannotRun("none of its inputs gets a gradient")
        made_here, _ = self.outputs(differentiable=True)
        #: The floating-point outputs at the inputs themselves, and which of them have a gradient.
        self.here = [output.detach() for output in made_here]
        self.depends = [output.requires_grad for output in made_here]

    def outputs(
        self, offsets: dict[int, torch.Tensor] | None = None, *, step: float = 0.0,
        seed: int = 0, differentiable: bool = False
    ) -> tuple[list[torch.Tensor], list[torch.Tensor]]:
        """The floating-point outputs at ``point + step · offset``, and the inputs that they hang on.

        The same ``seed`` makes the call draw the same random numbers.
        """
        leaves: list[torch.Tensor] = []
        given: list[torch.Tensor] = []
        for index, point in enumerate(self.points):
            if offsets is not None and index in offsets:
                point = point + step * offsets[index]
            if differentiable and index in self.moved:
                point = point.clone().requires_grad_()
                leaves.append(point)
            # A copy, since the call may write into it.
            given.append(point.clone())
        versions = [each._version for each in given]
        args, kwargs = self._arguments(given)
        with _random(seed), torch.set_grad_enabled(differentiable), _no_autocast():
            try:
                result = self._call.function(*args, **kwargs)
            except Exception as error:
                said = (str(error).strip() or type(error).__name__).splitlines()[0]
                raise CannotRun(f"it fails when it is run again: {said}") from error
        written = [
            each for each, version in zip(given, versions, strict=True)
            if each._version != version]
        outputs = [
            tensor for tensor, _ in made_by(result, given, written)
            if tensor.dtype.is_floating_point or tensor.dtype.is_complex]
        if any(tensor.layout != torch.strided for tensor in outputs):
            raise CannotRun("it makes a sparse tensor")
        return outputs, leaves

    def vjp(self, cotangents: list[torch.Tensor | None]) -> list[torch.Tensor | None]:
        """What the engine sends to each of ``moved``, for a cotangent of each output."""
        outputs, leaves = self.outputs(differentiable=True)
        pairs = [
            (output, cotangent.to(output.dtype))
            for output, cotangent in zip(outputs, cotangents, strict=True)
            if output.requires_grad and cotangent is not None]
        if not pairs:
            raise CannotRun("none of its outputs has a gradient when it is run again")
        with _no_autocast():
            try:
                found = torch.autograd.grad(
                    [output for output, _ in pairs], leaves, [each for _, each in pairs],
                    allow_unused=True)
            except Exception as error:
                said = (str(error).strip() or type(error).__name__).splitlines()[0]
                raise CannotRun(f"its backward pass fails when it is run again: {said}") from error
        return [
            None if each is None else each.detach().to_dense() if each.is_sparse else each.detach()
            for each in found]

    def _arguments(self, tensors: list[torch.Tensor]) -> tuple[tuple[Any, ...], dict[str, Any]]:
        args, kwargs = self._call.rebuilt(tensors)
        return (_widened(args), _widened(kwargs)) if self._wide else (args, kwargs)


def _widened(value: Any) -> Any:
    """Arguments with the types that they name made wide, as the tensors are."""
    if isinstance(value, torch.dtype):
        return _WIDE.get(value, value)
    if type(value) is tuple:
        return tuple(map(_widened, value))
    if type(value) is list:
        return [_widened(each) for each in value]
    if type(value) is dict:
        return {key: _widened(each) for key, each in value.items()}
    return value


@contextmanager
def _random(seed: int) -> Iterator[None]:
    """Random numbers of a seed; afterwards the generators stand where they stood."""
    devices = range(torch.cuda.device_count()) if torch.cuda.is_initialized() else []
    with torch.random.fork_rng(devices=devices):
        torch.manual_seed(seed)
        yield


@contextmanager
def _no_autocast() -> Iterator[None]:
    with torch.autocast("cpu", enabled=False):
        if torch.cuda.is_available():
            with torch.autocast("cuda", enabled=False):
                yield
        else:
            yield
