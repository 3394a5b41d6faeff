"""What a tensor held, as graph files have it: all its elements, or statistics of many."""

from __future__ import annotations

import numpy as np
import torch

from .._json import TensorData
from ..statistics import Summary, summarize

#: Types that NumPy lacks, and a wider one that holds each of their numbers.
_WIDER = {
    torch.bfloat16: torch.float32, torch.float16: torch.float32,
    torch.complex32: torch.complex64}


def dtype_name(dtype: torch.dtype) -> str:
    """``float32``, ``bfloat16``, ``int64`` …"""
    return str(dtype).removeprefix("torch.")


def snapshot(tensor: torch.Tensor, limit: int) -> TensorData | None:
    """The elements where there are at most ``limit``, else their statistics.

    None where the tensor has no data to look at (meta and fake tensors, nested ones).
    """
    tensor = tensor.detach()
    if tensor.is_meta or tensor.is_nested:
        return None
    if tensor.layout != torch.strided:
        return _sparse(tensor, limit)
    if tensor.is_quantized:
        tensor = tensor.dequantize()
    few = tensor.numel() <= limit
    array = to_numpy(tensor, copy=few)
    return array if few else summarize(array)


def to_numpy(tensor: torch.Tensor, *, copy: bool) -> np.ndarray:
    """The elements as an array; a type that NumPy lacks becomes a wider one."""
    tensor = tensor.detach().resolve_conj().resolve_neg()
    if tensor._is_zerotensor():
        tensor = tensor.clone()  # Zeros that autograd has not written down yet.
    if tensor.device.type != "cpu":
        tensor, copy = tensor.cpu(), False
    wider = _WIDER.get(tensor.dtype)
    if wider is None and tensor.dtype.itemsize == 1 and tensor.dtype.is_floating_point:
        wider = torch.float32
    if wider is not None:
        tensor, copy = tensor.to(wider), False
    if copy:
        # The storage of what NumPy shares can no longer be resized, as ``fully_shard`` does it.
        return tensor.clone(memory_format=torch.contiguous_format).numpy()
    return tensor.numpy()


def _sparse(tensor: torch.Tensor, limit: int) -> TensorData:
    """Of a sparse tensor: what is not stored counts as zeros."""
    if tensor.numel() <= limit:
        return to_numpy(tensor.to_dense(), copy=True)
    if tensor.layout == torch.sparse_coo:
        stored = tensor.coalesce().values()
    else:
        stored = tensor.values()
    found = summarize(to_numpy(stored, copy=False), None)
    count, held = tensor.numel(), max(found.count - found.nan - found.inf, 0)
    absent = count - found.count
    if held == 0:
        return summarize(np.zeros(0)) if absent == 0 else Summary(
            count, 0.0, 0.0, 0.0, 0.0, 0.0, absent, found.nan, found.inf, None, found.notes)
    finite = held + absent
    mean = found.mean * held / finite
    square = max(found.norm**2 / finite - mean**2, 0.0)
    return Summary(
        count, mean, square**0.5, min(found.min, 0.0) if absent else found.min,
        max(found.max, 0.0) if absent else found.max, found.norm, found.zeros + absent, found.nan,
        found.inf, None, found.notes)
