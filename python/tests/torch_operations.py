"""PyTorch's own list of its differentiable functions, with the inputs that its own tests give them.

``cases(name)`` gives losses to be captured; what they are of is decided by PyTorch alone.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

import torch
from torch.testing._internal.common_methods_invocations import op_db

Tensor = torch.Tensor


@dataclass
class Sample:
    """One call of one function.

    Attributes:
        name: The function's, with the number of the inputs.
        run: Calls it, and gives its differentiable outputs.
        leaves: The tensors that get a gradient.
        seeds: Random cotangents of its outputs.
    """

    name: str
    run: Callable[[], list[Tensor]]
    leaves: list[Tensor]
    seeds: list[Tensor]


OPERATIONS = {
    f"{info.name}.{info.variant_test_name}" if info.variant_test_name else info.name: info
    for info in op_db if info.supports_autograd}


def _tensors(value: Any) -> Iterator[Tensor]:
    if isinstance(value, torch.Tensor):
        yield value
    elif isinstance(value, (list, tuple)):
        for each in value:
            yield from _tensors(each)
    elif isinstance(value, dict):
        for each in value.values():
            yield from _tensors(each)


def samples(name: str, dtype: torch.dtype, count: int) -> Iterator[Sample]:
    """The first of a function's inputs; those that it refuses, or that give nothing that has a
    gradient, are left out.

    Args:
        name: One of ``OPERATIONS``.
        dtype: The type of its inputs.
        count: How many inputs at most.
    """
    info = OPERATIONS[name]
    if dtype not in info.supported_dtypes("cpu"):
        return
    torch.manual_seed(11)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        given = list(islice(info.sample_inputs("cpu", dtype, requires_grad=True), count))
    for number, each in enumerate(given):
        def run(each: Any = each) -> list[Tensor]:
            torch.manual_seed(3)
            result = info.gradcheck_wrapper(info.op, each.input, *each.args, **each.kwargs)
            result = each.output_process_fn_grad(result)
            found = [
                tensor for tensor in _tensors(result)
                if tensor.requires_grad and tensor.layout == torch.strided]
            return found

        leaves = [
            tensor for tensor in _tensors([each.input, each.args, each.kwargs])
            if tensor.requires_grad]
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                outputs = run()
        except Exception:
            continue
        if not outputs or all(output.is_leaf for output in outputs) or not all(
                leaf.is_leaf for leaf in leaves):
            continue
        generator = torch.Generator().manual_seed(5)
        seeds = [
            torch.randn(output.shape, dtype=output.dtype, generator=generator)
            for output in outputs]
        yield Sample(f"{name}[{number}]", run, leaves, seeds)
