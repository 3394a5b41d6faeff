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
import warnings
from collections.abc import Iterator
from typing import Any

import torch

_lock = threading.Lock()
_count = 0
_held = contextlib.ExitStack()
_MESSAGE = "Using `torch.compile"


def eager(*, once_compiled: bool = False) -> contextlib.AbstractContextManager[None]:
    """Have compiled models run eagerly. Before the compiler is loaded there is nothing to do.

    Args:
        once_compiled: Whether there is nothing to do either before something is to be compiled:
            optimisers load the compiler as well.
    """
    compiler = sys.modules.get("torch._dynamo.eval_frame")
    if compiler is None or (once_compiled and not getattr(compiler, "cached_backends", True)):
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


def _set() -> None:
    stance = getattr(torch.compiler, "set_stance", None)
    if stance is not None:
        _held.enter_context(stance("force_eager"))
        return
    eval_frame: Any = importlib.import_module("torch._dynamo.eval_frame")
    # Before 2.6: whoever is about to hand frames over to the compiler does not.
    _held.callback(setattr, eval_frame, "set_eval_frame", eval_frame.set_eval_frame)
    eval_frame.set_eval_frame = lambda _callback: None
