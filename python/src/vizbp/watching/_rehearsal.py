"""The forward pass of a step that was not recorded, run once more when its loss is not finite."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import nn

from ._listening import listen
from ._names import Names

_in_backward = torch._C._current_graph_task_id


class Rehearsal:
    """Holds what the models were called with, from their call to the end of the step.

    Running them again changes nothing: buffers, random numbers and gradients are as before.

    Args:
        names: What is watched.
        called: Is told of each call of a model that is to learn, just before it.
    """

    def __init__(self, names: Names, called: Callable[[nn.Module, tuple[Any, ...]], None]):
        self._called = called
        self._calls: dict[nn.Module, tuple[tuple[Any, ...], dict[str, Any]]] = {}
        self._handles = listen(names.roots.values(), self._note)
        self._is_running = False

    def _note(self, module: nn.Module, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        # A compiled model has its hooks compiled with it: it is seen where it runs eagerly.
        if torch.compiler.is_compiling():
            return
        if torch.is_grad_enabled() and not self._is_running and _in_backward() == -1:
            self._calls[module] = (args, kwargs)
            self._called(module, args)

    @property
    def is_possible(self) -> bool:
        """Whether any model was called in this step."""
        return bool(self._calls)

    def run(self) -> None:
        """Call the models as they were called last."""
        calls, self._is_running = dict(self._calls), True
        buffers = [
            (buffer, buffer.clone()) for module in calls for buffer in module.buffers()]
        devices = list({b.device for module in calls for b in module.parameters()
                        if b.device.type == "cuda"})
        try:
            with torch.random.fork_rng(devices=devices), torch.enable_grad():
                for module, (args, kwargs) in calls.items():
                    module(*args, **kwargs)
        finally:
            with torch.no_grad():
                for buffer, before in buffers:
                    buffer.copy_(before)
            self._is_running = False

    def forget(self) -> None:
        """Let go of what the models were called with."""
        self._calls.clear()

    def close(self) -> None:
        """Take the hooks off the models."""
        self.forget()
        for handle in self._handles:
            handle.remove()
        self._handles = []
