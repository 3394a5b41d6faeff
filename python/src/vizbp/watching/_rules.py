"""How an optimiser moves parameters, as a run's description has it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch.optim.optimizer import register_optimizer_step_pre_hook

from ._names import Names


def update_rule(optimizer: torch.optim.Optimizer, names: Names) -> dict[str, Any] | None:
    """The optimiser with all that it was set to; None for one that vizbp has no name for, or whose
    groups differ in more than their decay."""
    groups = optimizer.param_groups
    first = groups[0]
    settings = ("lr", "momentum", "nesterov", "betas", "eps", "alpha", "dampening", "amsgrad",
                "maximize", "centered")
    if any(group.get(key) != first.get(key) for group in groups for key in settings):
        return None
    if any(first.get(key) for key in ("dampening", "amsgrad", "maximize", "centered")):
        return None
    decays = {float(group.get("weight_decay") or 0) for group in groups}
    if len(decays - {0.0}) > 1:
        return None
    method = _method(optimizer, first)
    if method is None:
        return None
    decayed = [
        names.leaves[id(parameter)].id for group in groups if group.get("weight_decay")
        for parameter in group["params"] if id(parameter) in names.leaves]
    return {
        "method": method[0], **method[1], "rate": float(first["lr"]), "decay": max(decays),
        "decayed": decayed}


def _method(
    optimizer: torch.optim.Optimizer, group: dict[str, Any],
) -> tuple[str, dict[str, float]] | None:
    kind = type(optimizer)
    if kind is torch.optim.SGD:
        if not group["momentum"]:
            return "sgd", {}
        name = "nesterov" if group["nesterov"] else "momentum"
        return name, {"memory": float(group["momentum"])}
    if kind in (torch.optim.Adam, torch.optim.AdamW):
        is_decoupled = kind is torch.optim.AdamW or group.get("decoupled_weight_decay", False)
        memory, squares = map(float, group["betas"])
        return "adamw" if is_decoupled else "adam", {
            "memory": memory, "squaresMemory": squares, "epsilon": float(group["eps"])}
    if kind is torch.optim.RMSprop and not group["momentum"]:
        return "rmsprop", {"memory": float(group["alpha"]), "epsilon": float(group["eps"])}
    return None


class OptimizerFinder:
    """Finds the optimiser of what is watched, when it first takes a step.

    Args:
        names: What is watched.
        found: Is called with it, once.

    Attributes:
        is_done: Whether it was found.
    """

    def __init__(self, names: Names, found: Callable[[torch.optim.Optimizer], None]):
        self._names, self._found = names, found
        self.is_done = False
        self._handle: Any = register_optimizer_step_pre_hook(self._look)

    def _look(self, optimizer: torch.optim.Optimizer, *_: Any) -> None:
        # A hook cannot be taken away while hooks are gone through.
        if not self.is_done and moves(optimizer, self._names):
            self.is_done = True
            self._found(optimizer)

    def close(self) -> None:
        """Look no more."""
        if self._handle is not None:
            self._handle.remove()
            self._handle = None


def moves(optimizer: torch.optim.Optimizer, names: Names) -> bool:
    """Whether an optimiser has any parameter of what is watched."""
    return any(
        id(parameter) in names.leaves
        for group in optimizer.param_groups for parameter in group["params"])


def scale_of(scaler: Any) -> torch.Tensor | float | None:
    """By what a gradient scaler multiplies gradients, on its device; None where it is off."""
    if scaler is None or not scaler.is_enabled():
        return None
    scale = getattr(scaler, "_scale", None)
    return scale if scale is not None else float(scaler.get_scale())


def is_unscaled(scaler: Any, optimizer: torch.optim.Optimizer | None) -> bool:
    """Whether a gradient scaler has divided the parameters' gradients already."""
    states = getattr(scaler, "_per_optimizer_states", {})
    if optimizer is not None:
        stage = states.get(id(optimizer), {}).get("stage") if id(optimizer) in states else None
        return getattr(stage, "name", "") in ("UNSCALED", "STEPPED")
    return any(getattr(state["stage"], "name", "") == "UNSCALED" for state in states.values())
