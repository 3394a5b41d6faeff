"""Hugging Face: ``Trainer(…, callbacks=[VizbpCallback("out/run", every=10)])``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import torch
from transformers import Trainer, TrainerCallback

from ..errors import VizbpError
from ._watching import Watching


class VizbpCallback(Watching, TrainerCallback):
    """Watches what a Hugging Face ``Trainer`` trains, at each update.

    Batches that accumulate are one step. The loss is what the trainer differentiates, whoever
    computes it: the model, ``compute_loss_func``, label smoothing, or ``compute_loss``. What goes
    on from a checkpoint goes on with the run in the folder, and so does a second ``train`` with
    this callback.

    Args:
        folder: The run's folder; ``vizbp`` in the trainer's own where it is not said.
        every: Which steps are recorded, as for ``vizbp.watch``.
        options: More of ``vizbp.watch``'s arguments.

    Attributes:
        run: The run while the trainer trains, and after it.
    """

    def __init__(self, *arguments: Any, **options: Any):
        super().__init__(*arguments, **options)
        self._losses: list[torch.Tensor] = []
        self._accelerator: Any = None

    def on_train_begin(
        self, args: Any, state: Any, control: Any, model: Any = None, optimizer: Any = None,
        **others: Any,
    ) -> None:
        names = ("learning_rate", "per_device_train_batch_size", "gradient_accumulation_steps",
                 "weight_decay", "max_grad_norm", "num_train_epochs", "max_steps", "warmup_steps")
        settings = {name: getattr(args, name) for name in names if hasattr(args, name)}
        folder = self._folder or Path(args.output_dir) / "vizbp"
        accelerator = self._trainer().accelerator
        self._begin(
            model, folder, state.global_step, configuration=settings, seed=args.seed,
            scaler=getattr(accelerator, "scaler", None))
        self._losses, self._accelerator = [], accelerator
        self._backward, self._earlier = accelerator.backward, vars(accelerator).get("backward")
        accelerator.backward = self._keep

    def _trainer(self) -> Any:
        """The trainer that calls this callback, which is not told which one that is."""
        frame: Any = sys._getframe(2)
        while frame is not None:
            found = frame.f_locals.get("self")
            if isinstance(found, Trainer):
                return found
            frame = frame.f_back
        raise VizbpError("VizbpCallback is called by a Hugging Face Trainer, and by no one else")

    def _keep(self, loss: torch.Tensor, **options: Any) -> Any:
        # Of batches that accumulate the trainer divides each loss, or the accelerator does.
        parts = self._accelerator.gradient_accumulation_steps
        self._losses.append(loss / parts if parts > 1 else loss)
        return self._backward(loss, **options)

    def on_pre_optimizer_step(
        self, args: Any, state: Any, control: Any, optimizer: Any = None, **others: Any
    ) -> None:
        losses, self._losses = self._losses, []
        if losses:
            total = losses[0] if len(losses) == 1 else sum(each.detach() for each in losses)
            rate = optimizer.param_groups[0]["lr"] if optimizer is not None else None
            self.run.step(total, lr=rate, step=max(state.global_step, self.run.next_step))

    def on_log(
        self, args: Any, state: Any, control: Any, logs: Any = None, **others: Any
    ) -> None:
        # Of the training's own, the loss and the rate are logged at each step.
        found = {
            name.replace("eval_", "eval/", 1): value for name, value in (logs or {}).items()
            if name.startswith("eval_") and isinstance(value, (int, float))}
        if found and self._is_open:
            self.run.log(found)

    def on_train_end(self, args: Any, state: Any, control: Any, **others: Any) -> None:
        self._close()

    def _close(self, status: str | None = None, message: str | None = None) -> None:
        if self._accelerator is not None:
            if self._earlier is None:
                vars(self._accelerator).pop("backward", None)  # Its class has its own.
            else:
                self._accelerator.backward = self._earlier
            self._losses, self._accelerator = [], None
        super()._close(status, message)
