"""A training that is watched: its loop hands each step over, and its folder explains it."""

from __future__ import annotations

import atexit
import os
import sys
import time
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

import torch
from torch import nn

from .._version import VERSION
from ..errors import VizbpError, VizbpWarning
from ..events import EventLog
from ._budget import Budget, Report
from ._captured import Captured
from ._capturing import Capturing
from ._evaluations import Evaluations
from ._folder import RunFolder
from ._journal import Journal
from ._names import Names
from ._numbers import Number, detached, metrics_of, number, setting, step_number, verify
from ._numbers import losses as losses_of
from ._policy import Policy, policy
from ._rules import OptimizerFinder, moves, update_rule
from ._updates import Updates

_Quiet = torch._C.DisableTorchFunction


class Run:
    """A training that is watched; ``vizbp.watch`` makes it.

    Attributes:
        folder: The run's folder.
        policy: Which steps are recorded.
        next_step, is_closed: The number of the next step, and whether the run has ended.
        rank, ranks: Which of several processes this is, and how many there are.
    """

    def __init__(
        self, model: nn.Module | Mapping[str, nn.Module] | Sequence[nn.Module] | Names,
        folder: str | os.PathLike[str], every: int | str | Policy = 1, *,
        name: str | None = None, configuration: Mapping[str, Any] | None = None,
        seed: int | None = None, optimizer: torch.optim.Optimizer | None = None,
        scaler: Any = None, resuming_at: int | None = None,
    ):
        self.policy = policy(every)
        names = model if isinstance(model, Names) else Names(model)
        for lacking in (site.id for parameter, site in names.parameters if parameter.is_meta):
            raise VizbpError(
                f"{lacking} is on the meta device, and has no numbers",
                hint="give the model its numbers first: model.to_empty(device=…), then load them")
        verify(optimizer, scaler, configuration, seed)
        if optimizer is not None and not moves(optimizer, names):
            raise VizbpError("the optimizer has none of the model's parameters")
        if resuming_at is not None:
            resuming_at = step_number("resuming_at", resuming_at)
        self.rank, self.ranks = _rank()
        self.next_step = resuming_at or 0
        self._names = names
        self._budget = Budget(self.policy.budget)
        self._has_warned = self.is_closed = self._has_graph = self._is_histogram_due = False
        record = RunFolder(folder, resuming_at, self.rank, self.ranks)
        self.folder: Path = record.path
        log = EventLog(folder, number=self.rank, resuming_at=resuming_at, on_failure=self._tell)
        self._journal = Journal(log, record, self.rank, self._warn)
        settings = {**(configuration or {}), "capture": self.policy.text}
        if self.ranks > 1:
            settings["ranks"] = self.ranks
            if names.are_sharded:
                settings["sharded"] = True
        record.begin(
            None if name is None else str(name), settings,
            (torch.initial_seed() if seed is None else seed) % 2**64,
            {"vizbp": VERSION, "torch": str(torch.__version__)})
        if self.rank == 0 and configuration:
            log.hyperparameters(
                {str(key): setting(value) for key, value in configuration.items()}, ("loss",),
                record.record["name"])
        self._capturing = Capturing(names, scaler)
        self._evaluations = Evaluations(names)
        self._updates = Updates(names, self._capturing.host)
        self._finder = OptimizerFinder(names, self._found) if optimizer is None else None
        if optimizer is not None:
            self._found(optimizer)
        log.flush()
        atexit.register(self._close_at_exit)
        self._prepare()

    def __enter__(self) -> Run:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None:
            self.close()
        elif issubclass(kind, (KeyboardInterrupt, GeneratorExit)):
            self.close("stopped")
        else:
            self.close("failed", message=f"{kind.__name__}: {error}")

    @property
    def report(self) -> Report:
        """How much was recorded, and what it cost."""
        return self._budget.report

    @property
    def autopsy(self) -> str | None:
        """Why the numbers stopped being numbers, in words; None as long as they are."""
        return self._journal.autopsy

    # MARK: Steps

    def step(
        self, loss: Number | Mapping[str, Number], lr: Number | None = None,
        metrics: Mapping[str, Number] | None = None, *, step: int | None = None,
    ) -> None:
        """Take a step whose backward pass is done and whose update is not.

        Args:
            loss: What was differentiated, or several by name; accumulated batches have one step.
            lr: The learning rate; the optimiser's own where it is not said.
            metrics: What else is logged, by name.
            step: The number of the step; one more than the last one's where it is not said.

        Raises:
            VizbpError: There is no loss, or a number is none, or the run is closed.
        """
        start = self._budget.clock()
        with _Quiet():  # The step may still be recorded.
            losses = losses_of(loss)
            at_step = self._step_of(step, self.next_step)
            numbers = self._numbers(losses, lr, metrics)
        tape = self._capturing.tape
        was_recorded = self._capturing.end()
        self._budget.take_within(tape.seconds)
        seconds = self._budget.begin_step(start)
        captured: Captured | None = None
        try:
            captured = self._take(at_step, losses, numbers, seconds, was_recorded)
        except OSError as error:
            self._tell(error)
        except VizbpError as error:
            self._warn(str(error))
        except Exception as error:  # Whatever breaks in recording is no fault of the training's.
            self._warn(f"step {at_step} could not be recorded: {type(error).__name__}: {error}")
        if was_recorded:
            tape.forget()
        self._capturing.rehearsal.forget()
        if self._finder is not None and self._finder.is_done:
            self._finder.close()
        self.next_step = at_step + 1
        self._prepare()
        self._budget.end_step(start, None if captured is None else at_step)

    def log(self, metrics: Mapping[str, Number], *, step: int | None = None) -> None:
        """Log numbers beside the steps, such as ``{"validation/loss": 0.3}``; those of a device are
        waited for.

        Raises:
            VizbpError: A number is none, or the run is closed.
        """
        start = self._budget.clock()
        at_step = self._step_of(step, max(self.next_step - 1, 0))
        found = {
            str(key): float(detached(number(str(key), value)))
            for key, value in metrics_of(metrics).items()}
        tags = tuple(map(self._journal.tag, found))
        self._journal.log.scalars(tags, list(found.values()), at_step)
        self._budget.leave_out(self._budget.clock() - start)

    def _step_of(self, step: int | None, usual: int) -> int:
        if self.is_closed:
            raise VizbpError(f"the run in {self.folder} is closed")
        return usual if step is None else step_number("step", step)

    def _numbers(
        self, losses: dict[str, Number], lr: Number | None, metrics: Mapping[str, Number] | None,
    ) -> dict[str, Number]:
        """What is logged of a step, by name; nothing is read from a device."""
        found: dict[str, Number] = {}
        if "" in losses:
            found["loss"] = detached(losses[""])
        else:
            found["loss"] = sum(map(detached, losses.values()))
            found |= {f"loss/{name}": detached(each) for name, each in losses.items()}
        optimizer = self._capturing.optimizer
        if lr is None and optimizer is not None:
            lr = optimizer.param_groups[0]["lr"]
        if lr is not None:
            found["learning_rate"] = number("lr", lr)
        for name, value in metrics_of(metrics).items():
            found[str(name)] = number(str(name), value)
        return found

    def _take(
        self, step: int, losses: dict[str, Number], numbers: dict[str, Number],
        seconds: float | None, was_recorded: bool,
    ) -> Captured | None:
        wall_time = time.time()
        self._updates.measure(is_held_again=was_recorded)
        # What comes from a device was begun a step ago.
        waited = self._journal.waited
        self._journal.settle()
        self._budget.wait(self._journal.waited - waited)
        row: dict[str, Any] = {} if seconds is None else {"step_time": seconds}
        row |= {name: self._capturing.number(value) for name, value in numbers.items()}
        evaluation = self._evaluations.take()
        if evaluation is not None:
            row["evaluation/training_mode"] = evaluation
        if self.policy.has_histograms(step):
            self._is_histogram_due = True
        ends = [each for each in losses.values() if isinstance(each, torch.Tensor)]
        captured = self._capture(step, wall_time, ends) if was_recorded else None
        transfer = self._capturing.device.transfer()
        if captured is not None:
            captured.transfer = transfer
            self._updates.hold(captured)
        self._journal.add(
            row, step, wall_time, transfer, captured,
            lambda: self._capturing.rehearse(step, ends))
        self._journal.tick()
        return captured

    def _capture(
        self, step: int, wall_time: float, losses: Sequence[torch.Tensor],
    ) -> Captured | None:
        failure = self._capturing.tape.failure
        if failure is not None:
            self._warn(f"step {step} could not be recorded: {failure}")
            return None
        captured = self._capturing.capture(
            step, wall_time, losses, self._is_histogram_due, self._updates.values)
        if captured is None:
            self._warn(f"step {step} could not be recorded: no call of the model was seen in it")
            return None
        if not captured.has_gradients:
            self._warn(
                f"step {step} has no gradients: run.step(loss) belongs behind loss.backward(), and"
                " before zero_grad()")
        elif not self._capturing.is_of_model(captured):
            self._warn(
                f"step {step} has nothing of the model that is watched, neither a call nor a "
                "gradient: is it another one that is trained?")
        self._is_histogram_due = False
        if not self._has_graph:
            self._has_graph = True
            self._journal.begin_graph(captured.plan)
        return captured

    def _prepare(self) -> None:
        """Decide whether the next step is recorded, and watch for it if so."""
        self._capturing.prepare(
            self.policy.contains(self.next_step) and self._budget.has_room
            and self._journal.log.is_open)

    # MARK: The end

    def close(self, status: str | None = None, message: str | None = None) -> None:
        """Write what is left, ``graph.json`` with the last recorded numbers, and how the run ended.

        Args:
            status: ``finished``, ``stopped`` or ``failed``; where it is not said, ``failed`` if the
                numbers stopped being numbers, else ``finished``.
            message: Why it failed.
        """
        if self.is_closed:
            return
        self.is_closed = True
        atexit.unregister(self._close_at_exit)
        self._capturing.prepare(False)
        self._capturing.tape.forget()
        self._capturing.rehearsal.close()
        self._evaluations.close()
        if self._finder is not None:
            self._finder.close()
        journal = self._journal
        try:
            self._updates.measure()
            journal.settle(is_last=True)
            status = status or ("failed" if self.autopsy is not None else "finished")
            message = message or (self.autopsy if status == "failed" else None)
            journal.write_graph()
            if self.report.steps and self.rank == 0:
                journal.log.scalar(
                    "capture/overhead", self.report.overhead, self.report.last_step)
            journal.log.close(status == "finished")
            journal.folder.finish(status, message, self.next_step)
        except OSError as error:
            self._tell(error)
        except VizbpError as error:
            self._warn(str(error))
        except Exception as error:
            self._warn(f"the run could not be closed: {type(error).__name__}: {error}")

    def _close_at_exit(self) -> None:
        """Close a run that the program has left open: it is told from one that was killed."""
        error = getattr(sys, "last_value", None)
        if error is None:
            self.close()
        else:
            self.close("failed", message=f"{type(error).__name__}: {error}")

    # MARK: Beside the steps

    def _found(self, optimizer: torch.optim.Optimizer) -> None:
        self._capturing.optimizer = optimizer
        rule = update_rule(optimizer, self._names)
        if rule is None:
            return
        self._journal.folder.record["updateRule"] = rule
        try:
            self._journal.folder.write()
        except VizbpError as error:
            self._warn(str(error))

    def _tell(self, error: OSError) -> None:
        self._warn(f"{self.folder} cannot be written any more: {error.strerror or error}")

    def _warn(self, sentence: str) -> None:
        if not self._has_warned:
            self._has_warned = True
            warnings.warn(
                f"{sentence}; the training goes on", VizbpWarning, stacklevel=_outside())


def _outside() -> int:
    """How many frames up the training's own code is."""
    here, level = os.path.dirname(os.path.dirname(__file__)), 2
    frame: Any = sys._getframe(2)
    while frame is not None and frame.f_code.co_filename.startswith(here):
        frame, level = frame.f_back, level + 1
    return level


def _rank() -> tuple[int, int]:
    if torch.distributed.is_available() and torch.distributed.is_initialized():
        return torch.distributed.get_rank(), torch.distributed.get_world_size()
    return 0, 1
