"""Run a captured call again in double precision: its outputs, its vjp, and its differences.

The engine's own ``autograd.grad`` gives the vjp, so that a custom function's ``backward`` is what
is judged. Differences are those of ``<g, f(x)>``, for one random cotangent ``g``, along a
direction.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import torch

from .._judge import CannotRun
from ._calls import Call
from ._designs import withheld
from ._look import made_by
from ._snapshot import to_numpy

_WIDE = {
    torch.float16: torch.float64, torch.bfloat16: torch.float64, torch.float32: torch.float64,
    torch.complex32: torch.complex128, torch.complex64: torch.complex128,
}


#: Functions that read one half of a symmetric matrix, or of a triangular one.
_OF_STRUCTURED = frozenset({
    "cholesky", "cholesky_inverse", "cholesky_solve", "linalg_cholesky", "linalg_cholesky_ex",
    "linalg_eigh", "linalg_eigvalsh", "linalg_ldl_factor", "linalg_ldl_factor_ex",
    "linalg_lu_solve", "linalg_solve_triangular", "lu_solve", "triangular_solve",
})


class TorchRerun:
    """A ``Rerun`` of a call of PyTorch.

    Args:
        call: The call.
        wide: Whether floating-point numbers become those of double precision, and types that the
            arguments name with them.

    Raises:
        ArgumentsMissing: A value that it needs was not kept.
        CannotRun: It fails, or makes nothing that depends on an input.
    """

    def __init__(self, call: Call, *, wide: bool = True):
        if _is_collective(call):
            raise CannotRun("what it computes depends on other processes")
        self._call, self._wide = call, wide
        self.draws = False
        self.is_structured = _is_of_structured(call)
        _, _, tensors = call.arguments()
        slots = sorted(call.slots(), key=lambda slot: slot.index)
        self._points: list[torch.Tensor] = []
        self.moved = [
            slot.index for slot in slots
            if slot.requires_grad and (slot.dtype.is_floating_point or slot.dtype.is_complex)]
        for tensor in tensors:
            if tensor.layout != torch.strided:
                raise CannotRun("it takes a sparse tensor")
            dtype = _WIDE.get(tensor.dtype, tensor.dtype) if wide else tensor.dtype
            self._points.append(tensor.detach().to(dtype))
        if not self.moved:
            raise CannotRun("none of its inputs gets a gradient")
        self.points = {slot: to_numpy(self._points[slot], copy=True) for slot in self.moved}
        for slot, elements in withheld(call, tensors).items():
            if slot in self.points:
                # What is not finite is not moved.
                self.points[slot][elements] = np.nan
        made_here, _ = self._run(differentiable=True)
        self.here = [to_numpy(output, copy=True) for output in made_here]
        self.depends = [output.requires_grad for output in made_here]
        coarsest = max(torch.finfo(self._points[slot].dtype).eps for slot in self.moved)
        self.precisions = [
            max(torch.finfo(output.dtype).eps, coarsest) for output in made_here]
        self.is_custom = call.custom is not None
        self.arrived = self._arrived()

    def outputs(
        self, offsets: dict[int, np.ndarray] | None = None, step: float = 0.0, seed: int = 0,
    ) -> list[np.ndarray]:
        """The floating-point outputs at ``point + step · offset``."""
        return [to_numpy(each, copy=True) for each in self._run(offsets, step, seed)[0]]

    def _arrived(self) -> list[np.ndarray | None]:
        """What gradient each floating-point output was sent when autograd ran."""
        found = [
            each for dtype, each in self._call.arrived
            if dtype is not None and (dtype.is_floating_point or dtype.is_complex)]
        if len(found) != len(self.here):
            return [None] * len(self.here)
        return [each if isinstance(each, np.ndarray) else None for each in found]

    def _run(
        self, offsets: dict[int, np.ndarray] | None = None, step: float = 0.0, seed: int = 0,
        differentiable: bool = False,
    ) -> tuple[list[torch.Tensor], list[torch.Tensor]]:
        """The outputs, and the inputs that they hang on where they are differentiable."""
        leaves: list[torch.Tensor] = []
        given: list[torch.Tensor] = []
        for index, point in enumerate(self._points):
            if offsets is not None and index in offsets:
                point = point + step * _tensor(offsets[index], point)
            if differentiable and index in self.moved:
                point = point.clone().requires_grad_()
                leaves.append(point)
            # A copy, since the call may write into it.
            given.append(point.clone())
        versions = [each._version for each in given]
        args, kwargs = self._arguments(given)
        with (
            _random(seed), torch.set_grad_enabled(differentiable), _no_autocast(),
            warnings.catch_warnings(),
        ):
            # The weights of a recurrent network are in one piece of memory where it was made.
            warnings.filterwarnings("ignore", "RNN module weights are not part of single")
            before = torch.get_rng_state()
            try:
                result = self._call.function(*args, **kwargs)
            except Exception as error:
                said = (str(error).strip() or type(error).__name__).splitlines()[0]
                raise CannotRun(f"it fails when it is run again: {said}") from error
            self.draws |= not torch.equal(before, torch.get_rng_state())
        written = [
            each for each, version in zip(given, versions, strict=True)
            if each._version != version]
        # What gives an argument back as it is, as a cast to the type that it has, made that.
        made = list(made_by(result, given, written)) or list(made_by(result, [], []))
        outputs = [
            tensor for tensor, _ in made
            if tensor.dtype.is_floating_point or tensor.dtype.is_complex]
        if any(tensor.is_nested for tensor in outputs):
            raise CannotRun("it makes rows of several lengths")
        if any(tensor.layout != torch.strided for tensor in outputs):
            raise CannotRun("it makes a sparse tensor")
        return outputs, leaves

    def vjp(self, cotangents: list[np.ndarray | None]) -> list[np.ndarray | None]:
        """What autograd sends to each of ``moved``, for a cotangent of each output."""
        outputs, leaves = self._run(differentiable=True)
        pairs = [
            (output, _tensor(cotangent, output))
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
            None if each is None else to_numpy(
                each.to_dense() if each.is_sparse else each, copy=True)
            for each in found]

    def _arguments(self, tensors: list[torch.Tensor]) -> tuple[tuple[Any, ...], dict[str, Any]]:
        args, kwargs = self._call.rebuilt(tensors)
        return (_widened(args), _widened(kwargs)) if self._wide else (args, kwargs)


def _tensor(array: np.ndarray, like: torch.Tensor) -> torch.Tensor:
    return torch.from_numpy(np.asarray(array)).to(like.device, like.dtype)


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


def _is_collective(call: Call) -> bool:
    """Whether other processes take part in a call, which one alone must not make again."""
    named = getattr(call.function, "_name", "") or ""
    return "c10d" in named.partition("::")[0] or (
        call.custom is not None and call.custom.__module__.startswith("torch.distributed"))


def _is_of_structured(call: Call) -> bool:
    name = getattr(call.function, "__name__", "")
    is_hermitian = call.kwargs.get("hermitian", name == "linalg_pinv" and call.args[-1])
    return name in _OF_STRUCTURED or is_hermitian is True


@contextmanager
def _random(seed: int) -> Iterator[None]:
    """Random numbers of a seed; afterwards the generators stand where they stood."""
    devices = range(torch.cuda.device_count()) if torch.cuda.is_initialized() else []  # type: ignore[no-untyped-call]
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
