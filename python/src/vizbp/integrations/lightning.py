"""Lightning: ``Trainer(callbacks=[VizbpCallback("out/run", every=10)])``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch

from ._watching import Watching

try:
    from lightning.pytorch.callbacks import Callback
except ImportError:
    from pytorch_lightning.callbacks import (  # type: ignore[no-redef,assignment,unused-ignore]
        Callback,
    )


class VizbpCallback(Watching, Callback):
    """Watches what a Lightning ``Trainer`` fits.

    Batches that accumulate are one step. Metrics that the module logs are logged at the ends of
    validations and epochs. What goes on from a checkpoint goes on with the run in the folder, and
    so does a second ``fit`` with this callback.

    Args:
        folder: The run's folder; ``vizbp`` in the trainer's own where it is not said.
        every: Which steps are recorded, as for ``vizbp.watch``.
        options: More of ``vizbp.watch``'s arguments.

    Attributes:
        run: The run while the trainer fits, and after it.
    """

    def __init__(self, *arguments: Any, **options: Any):
        super().__init__(*arguments, **options)
        self._losses: list[torch.Tensor] = []

    def on_train_start(self, trainer: Any, pl_module: Any) -> None:
        # Only now it is known how far a checkpoint had come.
        folder = self._folder or Path(trainer.default_root_dir) / "vizbp"
        scaler = getattr(trainer.precision_plugin, "scaler", None)
        settings = {"configuration": dict(pl_module.hparams), "scaler": scaler}
        self._begin(pl_module, folder, trainer.global_step, **settings)
        self._losses = []

    def on_before_backward(self, trainer: Any, pl_module: Any, loss: torch.Tensor) -> None:
        self._losses.append(loss)

    def on_before_optimizer_step(self, trainer: Any, pl_module: Any, optimizer: Any) -> None:
        losses, self._losses = self._losses, []
        if losses:
            # Of batches that accumulate each loss is divided by their number already.
            total = losses[0] if len(losses) == 1 else sum(each.detach() for each in losses)
            lr = optimizer.param_groups[0]["lr"]
            self.run.step(total, lr=lr, step=max(trainer.global_step, self.run.next_step))

    def on_validation_end(self, trainer: Any, pl_module: Any) -> None:
        if self._is_open and not trainer.sanity_checking:
            self._log(trainer)

    def on_train_epoch_end(self, trainer: Any, pl_module: Any) -> None:
        self._log(trainer)

    def _log(self, trainer: Any) -> None:
        found = {
            name: value for name, value in trainer.callback_metrics.items()
            if name != "loss" and not name.endswith("_step")
            and torch.as_tensor(value).numel() == 1}
        if found:
            self.run.log(found)

    def on_exception(self, trainer: Any, pl_module: Any, exception: BaseException) -> None:
        if isinstance(exception, KeyboardInterrupt):
            self._close("stopped")
        else:
            self._close("failed", f"{type(exception).__name__}: {exception}")

    def on_fit_end(self, trainer: Any, pl_module: Any) -> None:
        self._close()
