"""Loops that measure tensors on a GPU of NVIDIA: one pass takes all of a tensor, or of many.

They are compiled when they are needed first, by the compiler that PyTorch brings for such. Where
there is none, PyTorch's functions measure, in dozens of passes.
"""

from __future__ import annotations

import ctypes
import warnings
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import torch

#: How many numbers the moments of a tensor are: count, mean, deviation, least, greatest, norm,
#: zeros, NaN, infinities.
MOMENTS = 9
#: How many bins are counted.
BINS = 30
#: How many tensors one launch takes.
_MOST = 64
_THREADS, _BLOCKS, _PARTS = 256, 1024, 4096
#: How many elements a thread should have at least, that its block is worth it.
_EACH = 16
#: Types of elements, as the loops number them.
KINDS = {
    torch.float32: 0, torch.float64: 1, torch.float16: 2, torch.bfloat16: 3, torch.int64: 4,
    torch.int32: 5, torch.int16: 6, torch.int8: 7, torch.uint8: 8, torch.bool: 8}
_Addresses, _Counts = ctypes.c_void_p * _MOST, ctypes.c_longlong * _MOST
_Kinds = ctypes.c_int * _MOST


class _Batch(ctypes.Structure):
    _fields_ = [("x", _Addresses), ("count", _Counts), ("kind", _Kinds)]


class _Trios(ctypes.Structure):
    _fields_ = [
        ("x", _Addresses), ("before", _Addresses), ("origin", _Addresses), ("count", _Counts),
        ("kind", _Kinds)]


class Kernels:
    """The loops on one device. Tensors have no gaps and a type of ``KINDS``; whoever writes numbers
    gives the address of double precision on the device. Nothing waits.

    Raises:
        RuntimeError: The device refuses a launch.
    """

    def __init__(self, device: torch.device):
        from torch.cuda import _utils

        source = Path(__file__).with_name("_cuda.cu").read_text()
        names = ["moments", "distances", "spread", "put"]
        with torch.cuda.device(device):
            built: Any = _utils._nvrtc_compile(source, names[0])
            module: Any = _utils._cuda_load_module(
                built[0] if isinstance(built, tuple) else built, names)
        self._moments, self._distances, self._spread, self._put = (
            ctypes.c_void_p(module[name].func.value) for name in names)
        self._launch = ctypes.CDLL("libcuda.so.1").cuLaunchKernel
        self._index = device.index
        # By stream: two that run at the same time must not share what a launch adds up in.
        self._scratch: dict[int, tuple[torch.Tensor, torch.Tensor]] = {}
        self._device = device

    def moments(self, tensors: Sequence[torch.Tensor], out: int) -> None:
        """The moments of each tensor, ``MOMENTS`` numbers after another."""
        for start in range(0, len(tensors), _MOST):
            part = tensors[start:start + _MOST]
            batch = _Batch()
            largest = 1
            for index, x in enumerate(part):
                count = x.numel()
                batch.x[index], batch.count[index] = x.data_ptr(), count
                batch.kind[index] = KINDS[x.dtype]
                largest = max(largest, count)
            self._reduce(self._moments, batch, len(part), largest, out + 8 * MOMENTS * start)

    def distances(
        self, trios: Sequence[tuple[torch.Tensor, torch.Tensor, torch.Tensor]], out: int,
    ) -> None:
        """How far of three tensors of one shape, type and order the first is from both others, two
        numbers after another."""
        for start in range(0, len(trios), _MOST):
            part = trios[start:start + _MOST]
            batch = _Trios()
            largest = 1
            for index, (x, before, origin) in enumerate(part):
                count = x.numel()
                batch.x[index], batch.before[index] = x.data_ptr(), before.data_ptr()
                batch.origin[index], batch.count[index] = origin.data_ptr(), count
                batch.kind[index] = KINDS[x.dtype]
                largest = max(largest, count)
            self._reduce(self._distances, batch, len(part), largest, out + 16 * start)

    def spread(self, tensor: torch.Tensor, moments: int, out: int) -> None:
        """Add to ``BINS`` numbers how many elements each bin has from the least element to the
        greatest; nothing where these are one.

        Args:
            tensor: The tensor.
            moments: Where its moments stand, or will stand.
            out: Where the counts go.
        """
        count = tensor.numel()
        self._start(
            self._spread, _blocks(count, _BLOCKS), 1, ctypes.c_void_p(tensor.data_ptr()),
            ctypes.c_longlong(count), ctypes.c_int(KINDS[tensor.dtype]), ctypes.c_void_p(moments),
            ctypes.c_void_p(out))

    def put(self, number: torch.Tensor, out: int) -> None:
        """One number as it is."""
        self._start(
            self._put, 1, 1, ctypes.c_void_p(number.data_ptr()), ctypes.c_int(KINDS[number.dtype]),
            ctypes.c_void_p(out))

    def _reduce(self, function: Any, batch: Any, count: int, largest: int, out: int) -> None:
        stream = torch._C._cuda_getCurrentRawStream(self._index)
        scratch = self._scratch.get(stream)
        if scratch is None:
            scratch = self._scratch[stream] = (
                torch.empty(8 * _PARTS, dtype=torch.float64, device=self._device),
                torch.zeros(_MOST, dtype=torch.int32, device=self._device))
        self._start(
            function, _blocks(largest, min(_BLOCKS, _PARTS // count)), count, batch,
            ctypes.c_void_p(out), ctypes.c_void_p(scratch[0].data_ptr()),
            ctypes.c_void_p(scratch[1].data_ptr()), stream=stream)

    def _start(
        self, function: Any, wide: int, high: int, *arguments: Any, stream: int | None = None,
    ) -> None:
        if stream is None:
            stream = torch._C._cuda_getCurrentRawStream(self._index)
        addresses = (ctypes.c_void_p * len(arguments))(*map(ctypes.addressof, arguments))
        status = self._launch(
            function, wide, high, 1, _THREADS, 1, 1, 0, ctypes.c_void_p(stream), addresses, None)
        if status != 0:
            raise RuntimeError(f"the device refused to measure (error {status})")


def _blocks(count: int, most: int) -> int:
    return max(1, min(most, -(-count // (_THREADS * _EACH))))


@cache
def load(device: torch.device) -> Kernels | None:
    """The loops on a device; None where they cannot be had, or do not measure as they should."""
    if device.type != "cuda" or torch.version.hip is not None:
        return None
    try:
        kernels = Kernels(device)
        _try(kernels, device)
        return kernels
    except Exception as error:  # What is missing, or has changed, may show in any way.
        warnings.warn(
            f"vizbp measures on {device} by PyTorch's functions, which takes longer: "
            f"{type(error).__name__}: {error}", RuntimeWarning, stacklevel=2)
        return None


def _try(kernels: Kernels, device: torch.device) -> None:
    x = torch.arange(10000, dtype=torch.float32, device=device) - 3
    out = torch.zeros(MOMENTS + 3 + BINS, dtype=torch.float64, device=device)
    address = out.data_ptr()
    kernels.moments([x], address)
    kernels.distances([(x, x + 1, x)], address + 8 * MOMENTS)
    kernels.put(x[7:8], address + 8 * (MOMENTS + 2))
    kernels.spread(x, address, address + 8 * (MOMENTS + 3))
    told = out.tolist()
    count, mean, _, low, high = told[:5]
    if (count, mean, low, high) != (10000, 4996.5, -3, 9996) or told[6:12] != [
            1, 0, 0, 100, 0, 4] or sum(told[12:]) != 10000:
        raise RuntimeError("the loops do not measure what they should")
