"""From what a step left on the tape, on the parameters and in the loss to what is written of it."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

import torch
from torch import nn

from ..statistics import Summary
from . import _meters, _structure
from ._captured import Captured
from ._device import DeviceMeter
from ._meters import Handle, HostMeter, Measured
from ._names import Names, Site
from ._rehearsal import Rehearsal
from ._rules import is_unscaled, scale_of
from ._structure import Plan
from ._tape import Tape


class Capturing:
    """Captures steps of one training.

    Args:
        names: What is watched.
        scaler: The training's gradient scaler, if it has one.

    Attributes:
        host, device: What measures.
        tape: What records the passes.
        rehearsal: What runs a forward pass once more.
        optimizer: What moves the parameters, once that is known.
    """

    #: Kinds of steps that are told apart, such as those of two losses in turns.
    _MOST_PLANS = 16
    #: For how many steps the graph of calls is looked for that came up once.
    _PATIENCE = 100

    def __init__(self, names: Names, scaler: Any):
        self.host, self.device = HostMeter(), DeviceMeter()
        self.tape = Tape(names, self.host, self.device)
        self.rehearsal = Rehearsal(names, self._begin)
        self.optimizer: torch.optim.Optimizer | None = None
        self._names, self._scaler = names, scaler
        # Whether the step is to be recorded, and whether its calls begin with one of a model: then
        # nothing before that, such as the optimiser's step, need be looked at.
        self._is_due = self._begins_with_model = False
        self._plans: dict[tuple[str, ...], Plan] = {}
        # Calls that came up while the graph was not looked for, and for how many steps it is.
        self._wanted: set[tuple[str, ...]] = set()
        self._patience = 0

    def prepare(self, is_due: bool) -> None:
        """Record the next step, or leave it alone."""
        self._is_due = is_due
        self.tape.seconds = 0.0
        if not is_due:
            self.tape.disarm()
        elif not self._begins_with_model:
            self.tape.arm()

    def _begin(self, module: nn.Module, arguments: tuple[Any, ...]) -> None:
        if not self._is_due:
            return
        if self.tape.is_on:
            self._begins_with_model |= not self.tape.entries
            return
        self.tape.arm()
        self.tape.enter(module, arguments)

    def end(self) -> bool:
        """Stop to record the step; whether it was recorded."""
        was_on = self.tape.is_on
        self.tape.pause()
        if self._is_due and not was_on or not self.rehearsal.is_possible:
            self._begins_with_model = False
        return was_on

    def capture(
        self, step: int, wall_time: float, losses: Sequence[torch.Tensor], has_histograms: bool,
        measured: Mapping[Site, Summary] = MappingProxyType({}),
    ) -> Captured | None:
        """What was recorded of a step; None where no call was seen.

        Args:
            step, wall_time: Which step, and when.
            losses: What was differentiated.
            has_histograms: Whether the parameters have histograms.
            measured: Statistics of parameters that need not be measured again.
        """
        plan = self._plan(losses)
        if plan is None:
            return None
        captured = Captured(step, wall_time, plan)
        self._take_calls(captured, losses, measured)
        scale = scale_of(self._scaler)
        if scale is not None:
            told = self.number(scale)
            is_done = is_unscaled(self._scaler, self.optimizer)
            captured.scales = (told, 1.0 if is_done else told)
        if has_histograms:
            for parameter, site in self._names.parameters:
                for tensor, is_gradient in ((parameter, False), (parameter.grad, True)):
                    known = (captured.gradients if is_gradient else captured.values).get(site)
                    found = None if tensor is None or not known else (
                        self._meter(tensor).spread(tensor, known[0]))
                    if found is not None:
                        captured.histograms[site, is_gradient] = found
        return captured

    def is_of_model(self, captured: Captured) -> bool:
        """Whether anything that was recorded is of what is watched."""
        return (
            self.rehearsal.is_possible or any(site.scope for site in captured.plan.calls)
            or any(captured.gradients.get(site) for _, site in self._names.parameters))

    def rehearse(self, step: int, losses: Sequence[torch.Tensor]) -> Captured | None:
        """Run the forward pass of a step once more that was not recorded, to see where its numbers
        stopped being numbers; None where that cannot be done."""
        if not self._plans or not self.rehearsal.is_possible:
            return None
        self.tape.is_structural = False
        self.tape.forget()
        self.tape.arm()
        try:
            self.rehearsal.run()
        finally:
            self.tape.pause()
        captured = Captured(step, time.time(), next(reversed(self._plans.values())))
        self._take_calls(captured, losses)
        return captured

    def number(self, value: torch.Tensor | float) -> float | Handle:
        """A number that is logged: on a device, as a handle for which it comes later."""
        if not isinstance(value, torch.Tensor):
            return float(value)
        return value.item() if _meters.is_here(value) else self.device.add(value)

    def measure(self, tensor: torch.Tensor) -> Measured:
        """The statistics of a tensor, where it lies."""
        return self._meter(tensor).measure(tensor)

    def _meter(self, tensor: torch.Tensor) -> HostMeter | DeviceMeter:
        return self.host if _meters.is_here(tensor) else self.device

    def _take_calls(
        self, captured: Captured, losses: Sequence[torch.Tensor],
        measured: Mapping[Site, Summary] = MappingProxyType({}),
    ) -> None:
        plan = captured.plan
        for entry in self.tape.entries:
            if entry.site in plan.calls:
                captured.values.setdefault(entry.site, []).extend(entry.values)
                captured.gradients.setdefault(entry.site, []).extend(entry.gradients)
        for site, (values, gradients) in self.tape.others.items():
            captured.values[site] = values
            captured.gradients[site] = gradients
        if plan.output is not None and not captured.values.get(plan.output) and len(losses) == 1:
            captured.values[plan.output] = [self.measure(losses[0])]
        there: list[tuple[torch.Tensor, list[Measured]]] = []
        for parameter, site in self._names.parameters:
            for tensor, known in (
                (parameter, captured.values), (parameter.grad, captured.gradients),
            ):
                if tensor is None:
                    continue
                if tensor is parameter and site in measured:
                    known[site] = [measured[site]]
                elif _meters.is_here(tensor):
                    known[site] = [self.host.measure(tensor)]
                else:
                    known[site] = []
                    there.append((tensor, known[site]))
        found = self.device.measure_all([tensor for tensor, _ in there])
        for (_, parts), each in zip(there, found, strict=True):
            parts.append(each)

    def _plan(self, losses: Sequence[torch.Tensor]) -> Plan | None:
        """The graph of the step; that of calls that are new is found in the next step like it."""
        key, tape = _structure.signature(self.tape.entries), self.tape
        if tape.is_structural and key:
            if len(self._plans) >= self._MOST_PLANS:
                self._plans.clear()
            self._plans[key] = _structure.make(tape, losses)
            self._wanted.discard(key)
            self._patience -= 1
        plan = self._plans.get(key)
        if plan is None and key:
            self._wanted.add(key)
            self._patience = self._PATIENCE
        if self._patience <= 0:
            self._wanted.clear()
        tape.is_structural = bool(self._wanted) or not self._plans
        if plan is None and self._plans:
            # The nearest that is known names most of what there is.
            plan = next(reversed(self._plans.values()))
        return plan
