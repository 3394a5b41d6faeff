"""Compiled models run eagerly while somebody looks at them.

The compiler has one stance for the whole process. Who captures in one thread and who watches in
another may come and go in any order: the first to come sets the stance, the last to go puts it
back. Nothing else is put back that blocks of the training's own may change in between, such as the
filters of warnings, which are the whole process's, too.
"""

from __future__ import annotations

import contextlib
import importlib
import sys
import threading
import types
import warnings
from collections.abc import Iterator
from typing import Any

import torch

_lock = threading.Lock()
_count = 0
_held = contextlib.ExitStack()
_COMPILER = "torch._dynamo.eval_frame"
_MESSAGE = "Using `torch.compile"


def eager(*, once_compiled: bool = False) -> contextlib.AbstractContextManager[None]:
    """Have compiled models run eagerly, and ``torch.cond`` take its branch as Python does.

    Args:
        once_compiled: Whether there is nothing to do before something is to be compiled; optimisers
            load the compiler as well.
    """
    compiler = sys.modules.get(_COMPILER)
    if once_compiled and (
            compiler is None or not getattr(compiler, "cached_backends", True)):
        return contextlib.nullcontext()
    return _forced()


@contextlib.contextmanager
def _forced() -> Iterator[None]:
    global _count
    with _lock:
        if _count == 0:
            _set()
        _count += 1
        if not any(getattr(each[1], "pattern", None) == _MESSAGE for each in warnings.filters):
            # Our hooks are for the modules inside, which run as ever.
            warnings.filterwarnings("ignore", message=_MESSAGE)
    try:
        yield
    finally:
        with _lock:
            _count -= 1
            if _count == 0:
                _held.close()


def _taken(pred, true_fn, false_fn, operands=()):  # type: ignore[no-untyped-def]
    """``torch.cond`` as Python takes a branch: it compiles both else, and what it makes has no
    backward pass where the compiler runs eagerly."""
    return (true_fn if pred else false_fn)(*operands)


def _set() -> None:
    cond = getattr(torch, "cond", None)
    if isinstance(cond, types.FunctionType) and not cond.__code__.co_freevars:
        # Its code, as people have the function under names of their own.
        _held.callback(setattr, cond, "__code__", cond.__code__)
        cond.__code__ = _taken.__code__
    if _COMPILER not in sys.modules:
        return
    stance = getattr(torch.compiler, "set_stance", None)
    if stance is not None:
        _held.enter_context(stance("force_eager"))
        return
    eval_frame: Any = importlib.import_module(_COMPILER)
    # Before 2.6: whoever is about to hand frames over to the compiler does not.
    _held.callback(setattr, eval_frame, "set_eval_frame", eval_frame.set_eval_frame)
    eval_frame.set_eval_frame = lambda _callback: None
