"""Hooks on the models that are watched, of which their copies have nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import nullcontext, suppress
from typing import Any

from torch import nn

#: Is told of a call of a model, just before it: the model, and the arguments.
Told = Callable[[nn.Module, tuple[Any, ...], dict[str, Any]], None]


class _Listener:
    """A hook that a model's copy, or the file that it is saved to, has as one that does nothing and
    needs nothing of ours."""

    __slots__ = ("_told",)

    def __init__(self, told: Told):
        self._told = told

    def __call__(self, module: nn.Module, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        self._told(module, args, kwargs)

    def __reduce__(self) -> tuple[Any, ...]:
        # A function of the standard library that takes any three arguments, and gives None.
        return getattr, (nullcontext(), "__exit__")


def listen(modules: Iterable[nn.Module], told: Told) -> list[Any]:
    """Have each call of the models told; gives what takes the hooks off again. One of TorchScript
    takes no hooks, and is not followed."""
    handles = []
    for module in modules:
        with suppress(RuntimeError):
            handles.append(
                module.register_forward_pre_hook(_Listener(told), with_kwargs=True))
    return handles
