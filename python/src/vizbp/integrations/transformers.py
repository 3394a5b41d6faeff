"""Hugging Face: ``Trainer(…, callbacks=[VizbpCallback("out/run", every=10)])``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from transformers import TrainerCallback

from ..watching import watch
from ._watching import Watching


class VizbpCallback(Watching, TrainerCallback):
    """Watches what a Hugging Face ``Trainer`` trains, at each update.

    Batches that accumulate are one step. The loss is the one that the model gives, which its
    outputs have as ``loss``.

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
        self._handle: Any = None

    def on_train_begin(
        self, args: Any, state: Any, control: Any, model: Any = None, **others: Any
    ) -> None:
        names = ("learning_rate", "per_device_train_batch_size", "gradient_accumulation_steps",
                 "weight_decay", "max_grad_norm", "num_train_epochs", "max_steps", "warmup_steps")
        settings = {name: getattr(args, name) for name in names if hasattr(args, name)}
        folder = self._folder or Path(args.output_dir) / "vizbp"
        self.run = watch(
            model, folder, self._every,
            **{"configuration": settings, "seed": args.seed, **self._options})
        self._handle = model.register_forward_hook(self._keep)

    def _keep(self, model: Any, arguments: Any, output: Any) -> None:
        if torch.is_grad_enabled():
            loss = output.get("loss") if hasattr(output, "get") else getattr(output, "loss", None)
            if isinstance(loss, torch.Tensor):
                self._losses.append(loss.mean())

    def on_pre_optimizer_step(self, args: Any, state: Any, control: Any, **others: Any) -> None:
        losses, self._losses = self._losses, []
        if losses:
            mean = losses[0] if len(losses) == 1 else torch.stack(
                [each.detach() for each in losses]).mean()
            self.run.step(mean, step=max(state.global_step, self.run.next_step))

    def on_log(
        self, args: Any, state: Any, control: Any, logs: Any = None, **others: Any
    ) -> None:
        # Of the training's own, the loss and the rate are logged at each step.
        found = {
            name.replace("eval_", "eval/", 1): value for name, value in (logs or {}).items()
            if name.startswith("eval_") and isinstance(value, (int, float))}
        if found and self.run is not None:
            self.run.log(found)

    def on_train_end(self, args: Any, state: Any, control: Any, **others: Any) -> None:
        self._handle.remove()
        self.run.close()
