"""Statistics of tensors in the machine's own memory, as ``vizbp.statistics`` defines them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import torch

from .. import _kernels
from ..statistics import Histogram, Summary, completed, counted, histogram, summarize
from ..torch._look import is_dense

_CPU = torch.device("cpu")
_NAN = math.nan


class Handle(int):
    """Where a device's numbers will stand among those of a transfer."""


Measured = Summary | Handle


class HostMeter:
    """Measures tensors in the machine's memory."""

    def __init__(self) -> None:
        kernels = _kernels.load()
        self._single: _kernels.Kernels | None
        self._double: _kernels.Kernels | None
        self._single, self._double = kernels or (None, None)

    @property
    def has_kernels(self) -> bool:
        """Whether the program's own loops measure."""
        return self._single is not None

    def measure(self, tensor: torch.Tensor) -> Summary:
        """The statistics of a tensor's elements, without a histogram."""
        if tensor.is_nested:
            tensor = tensor.values()
        dtype = tensor.dtype
        if dtype is torch.float32:
            kernels = self._single
        elif dtype is torch.float64:
            kernels = self._double
        else:
            tensor = plain(tensor)
            kernels = self._single if tensor.dtype is torch.float32 else self._double
        if tensor.layout is not torch.strided:
            return _sparse(tensor, self)
        count = tensor.numel()
        if count == 0:
            return nothing(0)
        if kernels is None:
            return self._by_torch(tensor.detach(), count)
        if not tensor.is_contiguous() or tensor.is_neg():
            tensor = dense(tensor)
        address = tensor.data_ptr()
        moments = kernels.moments(address, count)
        found = completed(moments, kernels, address, count, tensor, _array)
        return _carefully(tensor) if found is None else found

    @staticmethod
    def _by_torch(x: torch.Tensor, count: int) -> Summary:
        least, greatest = torch.aminmax(x)
        low, high = least.item(), greatest.item()
        largest = max(abs(low), abs(high))
        # Squares of what is so large, or so small, leave the range of single precision.
        if not 1e-15 < largest < 1e15:
            if largest == 0:
                return Summary(count, 0.0, 0.0, 0.0, 0.0, 0.0, count)
            return _carefully(x)
        norm = torch.linalg.vector_norm(x).item()
        zeros = 0 if low > 0 or high < 0 else count - int(torch.count_nonzero(x))
        if low == high:
            return Summary(count, low, 0.0, low, high, norm, zeros)
        mean = x.sum().item() / count
        variance = norm * norm - count * mean * mean
        if variance < 1e-2 * norm * norm:
            variance = torch.linalg.vector_norm(x - mean).item() ** 2
        return Summary(count, mean, math.sqrt(variance / count), low, high, norm, zeros)

    def spread(self, tensor: torch.Tensor, found: Measured) -> Histogram | None:
        """How the finite elements of a tensor are spread whose statistics were found."""
        kernels = {torch.float32: self._single, torch.float64: self._double}.get(tensor.dtype)
        if (
            kernels is None or not isinstance(found, Summary) or found.nan + found.inf > 0
            or tensor.layout is not torch.strided or not tensor.numel() == found.count < 2**32
            or hasattr(tensor, "to_local") or not found.min < found.max
        ):
            return spread(tensor)
        return counted(kernels, dense(tensor).data_ptr(), found.count, found.min, found.max)

    def follow(
        self, after: torch.Tensor, before: torch.Tensor, origin: torch.Tensor,
    ) -> tuple[Summary | None, tuple[float, float]] | None:
        """The statistics of a tensor, where they take no more care, with its distances from two
        others, of which the first becomes what it is: all in one pass. None where it takes more."""
        kernels = self._single
        if (
            kernels is None or kernels.followed is None or after.dtype is not torch.float32
            or after.numel() == 0 or not (after.is_contiguous() and before.is_contiguous()
                                          and origin.is_contiguous())
        ):
            return None
        count, apart = after.numel(), _kernels.Apart()
        moments = kernels.followed(
            after.data_ptr(), before.data_ptr(), origin.data_ptr(), count, apart)
        found = completed(moments, kernels, after.data_ptr(), count, after, _array)
        return found, (math.sqrt(apart.first), math.sqrt(apart.second))

    def distances(
        self, after: torch.Tensor, before: torch.Tensor, origin: torch.Tensor,
    ) -> tuple[float, float]:
        """How far a tensor is from two others of its shape."""
        kernels = {torch.float32: self._single, torch.float64: self._double}.get(after.dtype)
        if kernels is not None and after.is_contiguous():
            found = kernels.distances(
                after.data_ptr(), before.data_ptr(), origin.data_ptr(), after.numel())
            return math.sqrt(found.first), math.sqrt(found.second)
        return distance(after, before).item(), distance(after, origin).item()


def is_here(tensor: torch.Tensor) -> bool:
    """Whether a tensor is in the machine's own memory, where it is measured at once."""
    return tensor.is_cpu


def local(tensor: torch.Tensor) -> torch.Tensor:
    """What this process has of a DTensor; any other tensor as it is."""
    here: torch.Tensor = tensor.to_local() if hasattr(tensor, "to_local") else tensor
    return here


def plain(tensor: torch.Tensor) -> torch.Tensor:
    """A tensor whose elements can be measured: real, of single or double precision; of complex
    numbers the magnitudes."""
    tensor = local(tensor.detach())
    if tensor.is_complex():
        tensor = tensor.abs()
    if tensor.dtype in (torch.float32, torch.float64):
        return tensor
    if tensor.is_quantized:
        return tensor.dequantize()
    return tensor.to(torch.float32 if tensor.is_floating_point() else torch.float64)


def dense(tensor: torch.Tensor) -> torch.Tensor:
    """The same elements without gaps, in whatever order they lie."""
    tensor = tensor.detach().resolve_neg()
    if tensor.is_contiguous():
        return tensor
    return tensor.as_strided((tensor.numel(),), (1,)) if is_dense(tensor) else tensor.contiguous()


def distance(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    """The Euclidean distance of two tensors, on their device."""
    a, b = plain(a), plain(b)
    found: torch.Tensor = torch.linalg.vector_norm(a - b, dtype=torch.float64)
    return found


def spread(tensor: torch.Tensor) -> Histogram | None:
    """How a tensor's finite elements are spread; on a device this waits for it."""
    x = plain(tensor)
    x = x.to_dense() if x.layout is not torch.strided else x
    numbers = _array(x).astype("float64", copy=False)
    is_finite = numbers == numbers
    is_finite &= abs(numbers) != math.inf
    return histogram(numbers if is_finite.all() else numbers[is_finite])


def merged(parts: Sequence[Summary]) -> Summary:
    """The statistics of what several have together: batches of one step, say."""
    if len(parts) == 1:
        return parts[0]
    finite = [(part, part.count - part.nan - part.inf) for part in parts]
    finite = [(part, count) for part, count in finite if count > 0]
    count = sum(part.count for part in parts)
    nan, inf = sum(part.nan for part in parts), sum(part.inf for part in parts)
    if not finite:
        return nothing(count, nan, inf)
    total = sum(number for _, number in finite)
    mean = sum(part.mean * (number / total) for part, number in finite)
    deviations = sum(
        (part.std**2 + (part.mean - mean) ** 2) * (number / total) for part, number in finite)
    return Summary(
        count, mean, math.sqrt(deviations), min(part.min for part, _ in finite),
        max(part.max for part, _ in finite), math.hypot(*(part.norm for part, _ in finite)),
        sum(part.zeros for part in parts), nan, inf)


def scaled(found: Summary, factor: float) -> Summary:
    """The statistics of the same elements, each times a positive factor."""
    histogram = found.histogram
    if histogram is not None:
        histogram = Histogram(
            tuple(edge * factor for edge in histogram.edges), histogram.counts)
    return found._replace(
        mean=found.mean * factor, std=found.std * factor, min=found.min * factor,
        max=found.max * factor, norm=found.norm * factor, histogram=histogram)


def nothing(count: int, nan: int = 0, inf: int = 0) -> Summary:
    """The statistics of what has no finite element."""
    return Summary(count, _NAN, _NAN, _NAN, _NAN, 0.0, 0, nan, inf)


def _array(tensor: torch.Tensor) -> Any:
    return tensor.detach().to(_CPU).reshape(-1).numpy()


def _carefully(tensor: torch.Tensor) -> Summary:
    return summarize(_array(tensor), bins=None)


def _sparse(tensor: torch.Tensor, meter: HostMeter) -> Summary:
    """A sparse tensor's, without the zeros that it does not hold being made."""
    if tensor.layout is not torch.sparse_coo:
        return meter.measure(tensor.to_dense())
    held = meter.measure(tensor.coalesce().values())
    rest = tensor.numel() - held.count
    return merged([held, Summary(rest, 0.0, 0.0, 0.0, 0.0, 0.0, rest)]) if rest > 0 else held
