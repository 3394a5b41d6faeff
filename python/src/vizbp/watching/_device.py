"""Statistics of tensors on another device, without waiting for it.

The numbers of a step are gathered into one buffer there, which is copied while the training goes
on.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

import torch

from ..statistics import USUAL_BINS, Histogram, Summary, bin_edges, one_bin
from ..torch._look import is_dense
from ._cuda import BINS, KINDS, MOMENTS, Kernels, load
from ._meters import Handle, Measured, dense, distance, local, nothing, plain

_CPU = torch.device("cpu")
#: How many devices a handle can tell apart.
_DEVICES = 64
_TYPES = (torch.Tensor, torch.nn.Parameter)
_NOTHING = nothing(0)
#: For how many numbers a buffer has room at first.
_ROOM = 1024


class DeviceMeter:
    """Measures tensors on other devices, without waiting for them.

    Every number stays on its device until ``transfer`` has them copied.
    """

    def __init__(self) -> None:
        self._buffers: dict[torch.device, _Buffer] = {}
        # What loops write into: the device copies a step's numbers before it writes the next ones.
        self._blocks: dict[torch.device, torch.Tensor] = {}

    def add(self, number: torch.Tensor) -> Handle:
        """Have one number of a device copied with the rest."""
        return self._buffer(number.device).put(number.detach())

    def measure(self, tensor: torch.Tensor) -> Measured:
        """The statistics of a tensor's elements, by a handle, as they come later."""
        if _is_plain(tensor):
            buffer = self._buffer(tensor.device)
            if buffer.has_loops:
                return buffer.moments([tensor])[0]
        return self.measure_all([tensor])[0]

    def measure_all(self, tensors: Sequence[torch.Tensor]) -> list[Measured]:
        """The statistics of several tensors at once."""
        found: list[Measured] = []
        waiting: dict[_Buffer, list[tuple[int, torch.Tensor]]] = {}
        for tensor in tensors:
            x = _elements(tensor)
            found.append(_NOTHING)
            if x.numel():
                waiting.setdefault(self._buffer(x.device), []).append((len(found) - 1, x))
        for buffer, several in waiting.items():
            handles = buffer.moments([x for _, x in several])
            for (index, _), handle in zip(several, handles, strict=True):
                found[index] = handle
        return found

    def spread(self, tensor: torch.Tensor, found: Measured) -> Handle | None:
        """How the elements of a tensor are spread that was measured here, by a handle."""
        if not isinstance(found, Handle):
            return None
        x = _elements(tensor)
        return self._buffer(x.device).spread(x, found) if x.numel() else None

    def distances(
        self, after: Sequence[torch.Tensor], before: Sequence[torch.Tensor],
        origin: Sequence[torch.Tensor],
    ) -> list[tuple[Handle, Handle]]:
        """How far each tensor is from two others of its shape, by handles."""
        found: list[tuple[Handle, Handle]] = []
        buffers = [self._buffer(each.device) for each in after]
        if after and len(set(buffers)) == 1:
            return buffers[0].distances(list(zip(after, before, origin, strict=True)))
        for buffer, *trio in zip(buffers, after, before, origin, strict=True):
            found += buffer.distances([(trio[0], trio[1], trio[2])])
        return found

    def transfer(self) -> Transfer | None:
        """Begin to copy what was measured; None where nothing was."""
        buffers, self._buffers = self._buffers, {}
        if not buffers:
            return None
        self._blocks.update(
            (device, buffer.block) for device, buffer in buffers.items() if buffer.has_loops)
        return Transfer([buffer.content() for buffer in buffers.values()])

    def _buffer(self, device: torch.device) -> _Buffer:
        buffer = self._buffers.get(device)
        if buffer is None:
            buffer = self._buffers[device] = _Buffer(
                device, len(self._buffers), self._blocks.get(device))
        return buffer


class _Buffer:
    """The numbers of one device: where its loops write them, or tensors of one number each."""

    def __init__(self, device: torch.device, ordinal: int, block: torch.Tensor | None):
        self._device, self._ordinal = device, ordinal
        self._wide = torch.float32 if device.type == "mps" else torch.float64
        self._kernels: Kernels | None = load(device)
        self._used = 0
        self._numbers: list[torch.Tensor] = []
        if self._kernels is not None:
            self._take(self._new(_ROOM) if block is None else block)

    @property
    def has_loops(self) -> bool:
        """Whether loops measure, and not PyTorch's functions."""
        return self._kernels is not None

    def put(self, number: torch.Tensor) -> Handle:
        if self._kernels is not None and number.dtype in KINDS:
            index = self._reserve(1)
            self._kernels.put(number, self._address + 8 * index)
            return self._handle(index)
        return self._add([number.reshape(())])

    def moments(self, tensors: Sequence[torch.Tensor]) -> list[Handle]:
        if self._kernels is not None:
            index = self._reserve(MOMENTS * len(tensors))
            self._kernels.moments(tensors, self._address + 8 * index)
            return [self._handle(index + MOMENTS * each) for each in range(len(tensors))]
        return [self._add(_moments(x, self._wide)) for x in tensors]

    def spread(self, x: torch.Tensor, moments: Handle) -> Handle:
        start = moments // _DEVICES
        if self._kernels is not None:
            index = self._reserve(BINS)
            self.block[index:index + BINS].zero_()
            self._kernels.spread(x, self._address + 8 * start, self._address + 8 * index)
            return self._handle(index)
        low, high = self._numbers[start + 3], self._numbers[start + 4]
        return self._add(list(_counts(x, low, high, self._wide).unbind()))

    def distances(
        self, trios: list[tuple[torch.Tensor, torch.Tensor, torch.Tensor]],
    ) -> list[tuple[Handle, Handle]]:
        if self._kernels is not None and all(map(_is_simple, trios)):
            index = self._reserve(2 * len(trios))
            self._kernels.distances(trios, self._address + 8 * index)
            return [
                (self._handle(index + 2 * each), self._handle(index + 2 * each + 1))
                for each in range(len(trios))]
        return [
            (self.put(distance(after, before)), self.put(distance(after, origin)))
            for after, before, origin in trios]

    def content(self) -> torch.Tensor:
        """All numbers, on the device."""
        if self._kernels is None:
            return torch.stack(self._numbers)
        return self.block[:self._used]

    def _handle(self, index: int) -> Handle:
        return Handle(index * _DEVICES + self._ordinal)

    def _add(self, numbers: Sequence[torch.Tensor]) -> Handle:
        numbers = [number.to(self._wide) for number in numbers]
        if self._kernels is not None:  # What the loops cannot take.
            index = self._reserve(len(numbers))
            self.block[index:index + len(numbers)] = torch.stack(numbers)
            return self._handle(index)
        self._numbers += numbers
        return self._handle(len(self._numbers) - len(numbers))

    def _reserve(self, count: int) -> int:
        index = self._used
        self._used += count
        if self._used > self._room:
            self._grow(2 * self._used)
        return index

    def _grow(self, room: int) -> None:
        block = self._new(room)
        block[:self._room] = self.block
        self._take(block)

    def _new(self, room: int) -> torch.Tensor:
        return torch.empty(room, dtype=torch.float64, device=self._device)

    def _take(self, block: torch.Tensor) -> None:
        self.block, self._room, self._address = block, block.numel(), block.data_ptr()


class Transfer:
    """Numbers on their way from devices: of each one buffer, one copy that nothing waits for."""

    def __init__(self, buffers: Sequence[torch.Tensor]):
        self._hosts: list[torch.Tensor] = []
        self._events: list[Any] = []
        for buffer in buffers:
            if buffer.device.type == "cuda":
                host, event = _pinned(buffer)
                host.copy_(buffer, non_blocking=True)
                event.record(torch.cuda.current_stream(buffer.device))
                self._events.append(event)
            else:
                host = buffer.to(_CPU, non_blocking=True, copy=True)
            self._hosts.append(host)
        self._numbers: list[list[float]] | None = None

    @property
    def is_come(self) -> bool:
        """Whether the numbers are here, so that nothing is waited for."""
        return self._numbers is not None or all(event.query() for event in self._events)

    def wait(self) -> float:
        """Wait for the numbers; for how many seconds it took."""
        if self.is_come:
            return 0.0
        start = time.perf_counter()
        self._all()
        return time.perf_counter() - start

    def number(self, handle: Handle) -> float:
        """A number."""
        return self._all()[handle % _DEVICES][handle // _DEVICES]

    def is_finite(self, handle: Handle) -> bool:
        """Whether all elements of a tensor are."""
        index = handle // _DEVICES
        return not any(self._all()[handle % _DEVICES][index + MOMENTS - 2:index + MOMENTS])

    def moments(self, handle: Handle) -> Summary:
        """The statistics of a tensor."""
        index = handle // _DEVICES
        count, mean, std, low, high, norm, zeros, nan, inf = (
            self._all()[handle % _DEVICES][index:index + MOMENTS])
        if count == nan + inf:
            return nothing(int(count), int(nan), int(inf))
        return Summary(
            int(count), mean, std, low, high, norm, int(zeros), int(nan), int(inf))

    def histogram(self, handle: Handle, found: Summary) -> Histogram | None:
        """The histogram of a tensor that has these statistics."""
        if found.min == found.max:
            return one_bin(found.min, found.count - found.nan - found.inf)
        edges = bin_edges(found.min, found.max, USUAL_BINS)
        if edges is None:
            return None
        index = handle // _DEVICES
        counts = self._all()[handle % _DEVICES][index:index + BINS]
        return Histogram(tuple(edges.tolist()), tuple(map(int, counts)))

    def _all(self) -> list[list[float]]:
        if self._numbers is None:
            for event in self._events:
                event.synchronize()
            if len(self._events) < len(self._hosts) and (
                    hasattr(torch, "accelerator") and torch.accelerator.is_available()):
                torch.accelerator.synchronize()
            self._numbers = [host.tolist() for host in self._hosts]
            if self._events:
                _give_back(self._hosts, self._events)
                self._hosts, self._events = [], []
        return self._numbers


#: Memory for numbers from a device, with what says that they have come, by their count: to make
#: both takes longer than to copy a step's numbers.
_free: dict[int, list[tuple[torch.Tensor, Any]]] = {}
_MOST_SIZES, _MOST_FREE = 64, 32


def _pinned(buffer: torch.Tensor) -> tuple[torch.Tensor, Any]:
    free = _free.get(buffer.numel())
    if free:
        return free.pop()
    host = torch.empty(buffer.shape, dtype=buffer.dtype, pin_memory=True)
    return host, torch.cuda.Event()  # type: ignore[no-untyped-call]


def _give_back(hosts: Sequence[torch.Tensor], events: Sequence[Any]) -> None:
    if len(_free) > _MOST_SIZES:
        _free.clear()
    for pair in zip(
            (host for host in hosts if host.is_pinned()), events, strict=False):
        free = _free.setdefault(pair[0].numel(), [])
        if len(free) < _MOST_FREE:
            free.append(pair)


def _is_plain(tensor: torch.Tensor) -> bool:
    """Whether loops can go through a tensor as it is, as through most."""
    return (
        type(tensor) in _TYPES and tensor.dtype in KINDS and tensor.layout is torch.strided
        and not tensor.is_nested and tensor.is_contiguous() and not tensor.is_neg()
        and tensor.numel() > 0)


def _elements(tensor: torch.Tensor) -> torch.Tensor:
    """The elements as they can be measured, without gaps where loops go through them."""
    x = tensor.detach()
    x = local(x.values() if x.is_nested else x)
    if x.dtype not in KINDS or x.layout is not torch.strided or load(x.device) is None:
        x = plain(x)
        if x.layout is not torch.strided:
            x = x.to_dense()
    return dense(x)


def _is_simple(trio: tuple[torch.Tensor, torch.Tensor, torch.Tensor]) -> bool:
    x = trio[0]
    return x.dtype in KINDS and is_dense(x) and all(
        each.dtype is x.dtype and each.stride() == x.stride() and each.device == x.device
        for each in trio[1:])


def _moments(x: torch.Tensor, wide: torch.dtype) -> list[torch.Tensor]:
    is_finite = torch.isfinite(x)
    finite = x.masked_fill(~is_finite, 0).to(wide)
    count = is_finite.sum()
    mean = finite.sum() / count
    away = (finite - mean).masked_fill(~is_finite, 0)
    nan = torch.isnan(x).sum()
    inf = float("inf")
    return [
        torch.full((), x.numel(), device=x.device), mean,
        torch.linalg.vector_norm(away) / count.sqrt(), x.masked_fill(~is_finite, inf).amin(),
        x.masked_fill(~is_finite, -inf).amax(), torch.linalg.vector_norm(finite), (x == 0).sum(),
        nan, (~is_finite).sum() - nan]


def _counts(
    x: torch.Tensor, low: torch.Tensor, high: torch.Tensor, wide: torch.dtype,
) -> torch.Tensor:
    """How many elements each bin has, counted in the sorted elements: that waits for nothing."""
    steps = (high / 2 - low / 2) / BINS * torch.arange(BINS + 1, dtype=wide, device=x.device)
    edges = torch.cat([low[None], 2 * (low / 2 + steps[1:-1]), high[None]])
    ordered = x.masked_fill(torch.isnan(x), float("inf")).flatten().to(wide).sort().values
    left = torch.searchsorted(ordered, edges[:-1])
    end = torch.searchsorted(ordered, edges[-1:], right=True)
    return torch.cat([left, end]).diff()
