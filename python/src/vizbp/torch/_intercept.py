"""What the mode cannot see, seen for as long as a capture lasts: custom functions and modules.

``autograd.Function.apply`` asks no mode, and people keep it under names of their own (``square =
Square.apply``), so that replacing the attribute would miss them: it is the code of the method that
is exchanged, and put back. Modules are followed by forward hooks; backward hooks would break
in-place operations.
"""

from __future__ import annotations

import contextlib
import gc
import threading
import types
from collections.abc import Callable, Iterator
from typing import Any

import torch
from torch.nn.modules import module as _module

from ._recorder import Recorder

_APPLY: types.FunctionType = torch.autograd.Function.__dict__["apply"].__func__
#: The method as it is when nothing is captured.
_original = types.FunctionType(
    _APPLY.__code__, _APPLY.__globals__, _APPLY.__name__, _APPLY.__defaults__, _APPLY.__closure__)
#: What is noted of a module of TorchScript, whose calls nobody sees.
_SCRIPTED = (
    "What TorchScript ran is drawn as autograd knows it, without values: capture the module that "
    "it was made of.")
_active = threading.local()
_lock = threading.Lock()
_captures = 0
_pauses = 0
_collects = True


def _dispatch(cls: type, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """Apply a custom function: recorded where this thread captures, else as ever."""
    recorder: Recorder | None = getattr(_active, "recorder", None)
    if recorder is None or recorder.is_quiet:
        return _original(cls, *args, **kwargs)
    if cls.__module__ == "torch.utils.checkpoint" and cls.__name__ == "CheckpointFunction":
        # With recomputation its parts would run, and accumulate, where nobody can follow.
        run, _preserves_state, *inputs = args
        recorder.provenance.note(
            "A checkpoint with use_reentrant=True ran without recomputation.")
        return run(*inputs)

    def apply(*args: Any, **kwargs: Any) -> Any:
        return _original(cls, *args, **kwargs)

    return recorder.record(apply, cls.__name__, args, kwargs, custom=cls)


def _watching() -> types.CodeType | None:
    """Code for ``apply`` that leads to ``_dispatch``; None where the method is another."""
    def make(__class__: type) -> Callable[..., Any]:
        def apply(cls, *args, **kwargs):  # type: ignore[no-untyped-def]
            __class__  # noqa: B018 -- the method's code has this one free variable
            from vizbp.torch._intercept import _dispatch

            return _dispatch(cls, args, kwargs)

        return apply

    code = make(object).__code__
    return code if code.co_freevars == _APPLY.__code__.co_freevars else None


@contextlib.contextmanager
def custom_functions(recorder: Recorder) -> Iterator[None]:
    """Record each ``Function.apply`` of this thread."""
    global _captures
    code = _watching()
    outer, _active.recorder = getattr(_active, "recorder", None), recorder
    with _lock:
        _captures += 1
        if code is not None:
            _APPLY.__code__ = code
    try:
        yield
    finally:
        with _lock:
            _captures -= 1
            if _captures == 0:
                _APPLY.__code__ = _original.__code__
        _active.recorder = outer


@contextlib.contextmanager
def no_collection() -> Iterator[None]:
    """Put off the search for garbage in cycles. All that is recorded lives until the end, and would
    be gone through again and again: a third of a capture's time."""
    global _pauses, _collects
    with _lock:
        if _pauses == 0:
            _collects = gc.isenabled()
            gc.disable()
        _pauses += 1
    try:
        yield
    finally:
        with _lock:
            _pauses -= 1
            if _pauses == 0 and _collects:
                gc.enable()


@contextlib.contextmanager
def modules(recorder: Recorder) -> Iterator[None]:
    """Follow which module runs."""
    thread = threading.get_ident()

    def enter(module: Any, arguments: Any) -> None:
        if threading.get_ident() == thread and not recorder.is_quiet:
            recorder.met_compiled |= type(module).__name__ == "OptimizedModule"
            if isinstance(module, torch.jit.ScriptModule):
                recorder.provenance.note(_SCRIPTED)
            recorder.naming.enter(module, arguments)

    def leave(module: Any, arguments: Any, result: Any) -> None:
        if threading.get_ident() == thread and not recorder.is_quiet:
            recorder.naming.leave(module, arguments, result)

    handles = [
        _module.register_module_forward_pre_hook(enter),
        _module.register_module_forward_hook(leave, always_call=True)]
    try:
        yield
    finally:
        for handle in handles:
            handle.remove()

