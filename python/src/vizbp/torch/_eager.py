"""Compiled models run eagerly while somebody looks at them.

The compiler has one stance for the whole process. Who captures in one thread and who watches in
another may come and go in any order: the first to come sets the stance, the last to go puts it back.
"""

from __future__ import annotations

import contextlib
import importlib
import threading
from collections.abc import Iterator
from typing import Any

import torch

_lock = threading.Lock()
_count = 0
_held = contextlib.ExitStack()


@contextlib.contextmanager
def force_eager() -> Iterator[None]:
    """Have compiled models run eagerly; the compiler must have been loaded."""
    global _count
    with _lock:
        if _count == 0:
            _set()
        _count += 1
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
