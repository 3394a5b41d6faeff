"""How the models are set when they are evaluated: is what differs in training set to training?"""

from __future__ import annotations

from typing import Any

import torch
from torch import nn
from torch.nn.modules.batchnorm import _BatchNorm
from torch.nn.modules.dropout import _DropoutNd

from ._listening import listen
from ._names import Names

_in_backward = torch._C._current_graph_task_id


class Evaluations:
    """Sees the calls of the models without gradients that lie between two steps.

    Args:
        names: What is watched.
    """

    def __init__(self, names: Names):
        self._parts = {
            root: [each for each in root.modules() if _differs(each)]
            for root in names.roots.values()}
        self._seen: dict[nn.Module, bool] = {}
        self._trained: set[nn.Module] = set()
        self._handles = listen(self._parts, self._note)

    def _note(
        self, module: nn.Module, _args: tuple[Any, ...], _kwargs: dict[str, Any],
    ) -> None:
        if torch.compiler.is_compiling() or _in_backward() != -1:
            return
        if torch.is_grad_enabled():
            self._trained.add(module)
        else:
            is_training = any(each.training for each in self._parts[module])
            self._seen[module] = self._seen.get(module, False) or is_training

    def take(self) -> float | None:
        """Whether a model was evaluated as it is trained since the last step (1) or otherwise (0);
        None where none was evaluated. What is never called with gradients is not evaluated without
        them: a reentrant checkpoint runs it so."""
        found = [
            is_training for module, is_training in self._seen.items() if module in self._trained]
        self._seen.clear()
        return float(any(found)) if found else None

    def close(self) -> None:
        """Take the hooks off the models."""
        for handle in self._handles:
            handle.remove()


def _differs(module: nn.Module) -> bool:
    """Whether it computes something else in training than in evaluation."""
    if isinstance(module, _DropoutNd):
        return module.p > 0
    return isinstance(module, _BatchNorm) and module.track_running_stats
