"""What lasts from one step of a training's loop to the next, so that it may end in any order with the
blocks of the training's own."""

from __future__ import annotations

import contextlib
import sys
import warnings
from typing import Any

import torch
from torch.overrides import TorchFunctionMode

from ..torch._eager import force_eager


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


def eager() -> contextlib.AbstractContextManager[Any]:
    """Has compiled models run eagerly. Where nothing was compiled yet there is nothing to do.

    It begins in one step of the loop and ends in the next: it must not put back anything that blocks
    of the training's own may change in between, such as the filters of warnings.
    """
    compiler = sys.modules.get("torch._dynamo.eval_frame")
    # Optimisers load the compiler, and it has backends once something is to be compiled.
    if not hasattr(torch.compiler, "set_stance") or not getattr(compiler, "cached_backends", compiler):
        return contextlib.nullcontext()
    global _is_quietened
    if not _is_quietened:
        _is_quietened = True
        # Our hooks are for the modules inside, which run as ever.
        warnings.filterwarnings("ignore", message="Using `torch.compile")
    return force_eager()


_is_quietened = False
