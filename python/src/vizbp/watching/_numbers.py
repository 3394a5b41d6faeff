"""What a loop hands over, as numbers: losses, rates, metrics, steps, settings."""

from __future__ import annotations

import operator
from collections.abc import Mapping
from typing import Any

import torch

from ..errors import VizbpError

Number = float | int | torch.Tensor


def losses(loss: Any) -> dict[str, Number]:
    """The losses of a step by name; a single one has none."""
    if loss is None or (isinstance(loss, Mapping) and not loss):
        raise VizbpError("there is no loss", hint="run.step(loss) takes what was differentiated")
    if isinstance(loss, Mapping):
        return {str(name): number(f"the loss {name}", each) for name, each in loss.items()}
    return {"": number("the loss", loss)}


def number(name: str, value: Any) -> Number:
    """A number, or a tensor of one that is not waited for; raises VizbpError for anything else."""
    if isinstance(value, torch.Tensor):
        if value.numel() != 1:
            raise VizbpError(f"{name} is no number: it is a tensor of shape {list(value.shape)}")
        if value.is_complex() or value.is_meta:
            kind = "complex" if value.is_complex() else "on the meta device"
            raise VizbpError(f"{name} is no number: it is {kind}")
        return value if value.dim() == 0 else value.reshape(())
    try:
        return float(value)
    except (TypeError, ValueError):
        raise VizbpError(f"{name} is no number: it is {value!r}") from None


def detached(value: Number) -> Number:
    """A number without what it was computed from."""
    return value.detach() if isinstance(value, torch.Tensor) else value


def setting(value: Any) -> bool | float | str:
    """A setting as a table has it."""
    if isinstance(value, (bool, str)):
        return value
    return float(value) if isinstance(value, (int, float)) else str(value)


def metrics_of(metrics: Any) -> Mapping[str, Any]:
    """Metrics by name; raises VizbpError where they are none."""
    if metrics is not None and not isinstance(metrics, Mapping):
        raise VizbpError(f"metrics are numbers by name, and this is a {type(metrics).__name__}")
    return metrics or {}


def step_number(name: str, step: Any) -> int:
    """The number of a step; raises VizbpError for what is none."""
    try:
        number: Any = step.item() if isinstance(step, torch.Tensor) else step
        found = operator.index(number)
    except (TypeError, ValueError, RuntimeError):
        found = -1
    if found < 0 or isinstance(step, bool):
        raise VizbpError(f"{name}={step!r} is no step")
    return found


def verify(optimizer: Any, scaler: Any, configuration: Any, seed: Any) -> None:
    """Say in a sentence what is not what it is called."""
    for value, what, members in (
        (optimizer, "an optimizer", ("param_groups",)),
        (scaler, "a gradient scaler", ("is_enabled", "get_scale")),
    ):
        if value is not None and not all(hasattr(value, member) for member in members):
            raise VizbpError(f"{what} is wanted, and this is a {type(value).__name__}")
    if configuration is not None and not isinstance(configuration, Mapping):
        raise VizbpError(
            f"a configuration is settings by name, and this is a {type(configuration).__name__}")
    if seed is not None and (not isinstance(seed, int) or isinstance(seed, bool)):
        raise VizbpError(f"a seed is a whole number, and this is a {type(seed).__name__}")
