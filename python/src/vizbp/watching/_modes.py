"""A mode that lasts from one step of a training's loop to the next, so that it may end in any order
with the blocks of the training's own."""

from __future__ import annotations

from typing import Any

import torch
from torch.overrides import TorchFunctionMode


def push_below(mode: TorchFunctionMode) -> None:
    """Put a mode below those that are there, so that blocks of the training's own end rightly."""
    above = _pop_all()
    torch._C._push_on_torch_function_stack(mode)
    for each in reversed(above):
        torch._C._push_on_torch_function_stack(each)


def remove(mode: TorchFunctionMode) -> None:
    """Take a mode off, wherever it is."""
    for each in reversed(_pop_all()):
        if each is not mode:
            torch._C._push_on_torch_function_stack(each)


def _pop_all() -> list[Any]:
    """Takes all modes off the stack; the topmost first."""
    return [
        torch._C._pop_torch_function_stack()
        for _ in range(torch._C._len_torch_function_stack())]
