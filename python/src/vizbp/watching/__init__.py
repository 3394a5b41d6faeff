"""Watch a training in PyTorch: statistics of every activation, gradient, parameter and update.

    with vizbp.watch(model, "out/run", every=10) as run:
        for x, y in batches:
            optimizer.zero_grad()
            loss = loss_fn(model(x), y)
            loss.backward()
            run.step(loss, lr=0.1, metrics={"accuracy": accuracy})
            optimizer.step()
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ..errors import VizbpError, VizbpWarning
from ._budget import Report
from ._policy import Policy, policy

if TYPE_CHECKING:
    import torch
    from torch import nn

    from ._run import Run

__all__ = ["Policy", "Report", "Run", "VizbpError", "VizbpWarning", "policy", "watch"]


def __getattr__(name: str) -> Any:
    if name == "Run":
        from ._run import Run

        return Run
    raise AttributeError(f"module 'vizbp.watching' has no attribute {name!r}")


def watch(
    model: nn.Module | Mapping[str, nn.Module] | Sequence[nn.Module],
    folder: str | os.PathLike[str], every: int | str | Policy = 1, *, name: str | None = None,
    configuration: Mapping[str, Any] | None = None, seed: int | None = None,
    optimizer: torch.optim.Optimizer | None = None, scaler: Any = None,
    resuming_at: int | None = None,
) -> Run:
    """Watch a training: ``run.step(loss)`` after each backward pass, before the update.

    The run's folder is what ``vizbp report``, ``vizbp diagnose`` and TensorBoard read. Where only
    recording fails, because the disk is full, say, the training goes on, and one warning is given.

    Args:
        model: What is trained; several models by name, or in a list.
        folder: The run's folder, which is made where it is not there. Several ranks of
            ``torch.distributed`` write into one.
        every: Which steps are recorded: each so many, ``"log"`` (closely at first), ``"all"``,
            ``"none"``, or ``"5%"``: as many as take at most that share of the training's time.
        name: What the run is called; the folder's name where it is not said.
        configuration: What the run was set to, for its report and for TensorBoard's table.
        seed: Where its random numbers come from; PyTorch's where it is not said.
        optimizer: What moves the parameters; it is found at its first step where it is not said.
        scaler: A ``GradScaler``: gradients are recorded as they are without its scale.
        resuming_at: The step with which a run goes on that its folder holds already.

    Raises:
        VizbpError: The folder holds another run or cannot be written, ``every`` says no steps, or
            the model has nothing to train.
    """
    from ._run import Run

    return Run(
        model, folder, every, name=name, configuration=configuration, seed=seed,
        optimizer=optimizer, scaler=scaler, resuming_at=resuming_at)
