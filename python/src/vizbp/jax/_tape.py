"""The record of a forward pass: values with their cotangents, calls that send them back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import jax
import numpy as np

from ..node import Node, Port
from ..statistics import summarize


class Slot:
    """A value in the computation.

    Attributes:
        value: The array.
        reference: How inputs name it: a node's id, or ``id:port``; None for a literal not yet
            drawn.
        is_active: Whether a gradient is wanted of it: it depends on what is differentiated.
        cotangent: What has flowed back to it so far; None where nothing has.
        is_unknown: Whether a part of its gradient cannot be known.
    """

    __slots__ = ("cotangent", "is_active", "is_unknown", "reference", "value")

    def __init__(self, value: Any, reference: str | None = None, is_active: bool = False):
        self.value = value
        self.reference = reference
        self.is_active = is_active
        self.cotangent: Any = None
        self.is_unknown = False

    def add(self, cotangent: Any) -> None:
        """Add what one use sends back, as JAX does: later uses first."""
        self.cotangent = cotangent if self.cotangent is None else self.cotangent + cotangent


@dataclass
class Drawn:
    """The nodes so far, and where each value's gradient is written.

    Attributes:
        limit: How many elements a tensor may have to be kept whole; larger ones are summarised.
    """

    limit: int
    nodes: list[Node] = field(default_factory=list)
    outputs: dict[str, Node | Port] = field(default_factory=dict)

    def keep(self, array: Any) -> Any:
        """An array as a node keeps it; None for keys of random numbers, which are no numbers."""
        if isinstance(array, jax.Array) and jax.numpy.issubdtype(
                array.dtype, jax.dtypes.prng_key):
            return None
        numbers = np.asarray(array)
        return numbers if numbers.size <= self.limit else summarize(numbers)

    def give(self, slot: Slot) -> None:
        """Write down the gradient that a value has received."""
        if slot.reference is not None:
            known = slot.cotangent is not None and not slot.is_unknown
            self.outputs[slot.reference].gradient = self.keep(slot.cotangent) if known else None


class Entry:
    """A step of the backward pass."""

    def pull(self, drawn: Drawn) -> None:
        """Send back what has arrived."""
        raise NotImplementedError


@dataclass
class Call(Entry):
    """An equation that ran.

    Attributes:
        node: How it is drawn.
        run: Runs it on values.
        inputs: Its arguments.
        order: The arguments in the order of the node's inputs.
        outputs: Its results.
        active: The arguments along which a gradient flows.
        vjp: The pullback of the results in the active arguments, each on its own; None where there
            is no gradient.
        rule_source: ``file:line`` of the derivative that somebody wrote for it.
    """

    node: Node
    run: Callable[..., Sequence[Any]]
    inputs: Sequence[Slot]
    order: Sequence[int]
    outputs: Sequence[Slot]
    active: Sequence[int] = ()
    vjp: Callable[[Any], Sequence[Any]] | None = None
    rule_source: str | None = None

    def pull(self, drawn: Drawn) -> None:
        for slot in self.outputs:
            if slot.is_active:
                drawn.give(slot)
        arrived = [slot for slot in self.outputs if slot.is_active and (
            slot.cotangent is not None or slot.is_unknown)]
        if self.vjp is None or not arrived:
            return
        slots = [self.inputs[argument] for argument in self.active]
        if any(slot.is_unknown for slot in arrived):
            for slot in slots:
                slot.is_unknown = True
            return
        cotangents = [_cotangent(slot) for slot in self.outputs]
        sent = dict(zip(self.active, self.vjp(cotangents), strict=True))
        self.node.contributions = [
            drawn.keep(sent[argument]) if argument in sent else None for argument in self.order]
        self.node.contributions += [None] * (len(self.node.inputs) - len(self.order))
        if len({id(slot) for slot in slots}) == len(slots):
            for argument in self.active:
                self.inputs[argument].add(sent[argument])
        else:
            self._add_repeated(slots, cotangents)

    def _add_repeated(self, slots: Sequence[Slot], cotangents: Sequence[Any]) -> None:
        """Add what flows back where one value is several arguments.

        The sum is JAX's own to the last rounding: the value goes through beside the results, so
        that what it has received before comes first.
        """
        distinct = list({id(slot): slot for slot in slots}.values())
        indices = [distinct.index(slot) for slot in slots]
        before = [slot for slot in distinct if slot.cotangent is not None]

        def run(*values: Any) -> tuple[list[Any], list[Any]]:
            arguments = [slot.value for slot in self.inputs]
            for argument, index in zip(self.active, indices, strict=True):
                arguments[argument] = values[index]
            through = [values[at] for at, slot in enumerate(distinct) if slot in before]
            return list(self.run(*arguments)), through

        _, vjp = jax.vjp(run, *(slot.value for slot in distinct))
        sums = vjp((list(cotangents), [slot.cotangent for slot in before]))
        for slot, total in zip(distinct, sums, strict=True):
            slot.cotangent = total


@dataclass
class Entrance(Entry):
    """The way into a part that JAX differentiates as one: it sums up what is inside first."""

    outer: Slot
    inner: Slot

    def pull(self, drawn: Drawn) -> None:
        if self.inner.is_unknown:
            self.outer.is_unknown = True
        if self.inner.cotangent is not None:
            self.outer.add(self.inner.cotangent)


@dataclass
class Barrier(Entry):
    """The end of a loop that JAX cannot differentiate in reverse: gradients do not get past it."""

    inputs: Sequence[Slot]
    outputs: Sequence[Slot]
    #: Called where a gradient has arrived.
    stopped: Callable[[], None]

    def pull(self, drawn: Drawn) -> None:
        arrived = [slot for slot in self.outputs if slot.cotangent is not None or slot.is_unknown]
        for slot in arrived:
            drawn.give(slot)
        if arrived:
            self.stopped()
            for slot in self.inputs:
                slot.is_unknown = slot.is_unknown or slot.is_active


def _cotangent(slot: Slot) -> Any:
    if slot.cotangent is not None:
        return slot.cotangent
    value = slot.value
    if jax.numpy.issubdtype(value.dtype, jax.numpy.inexact):
        return jax.numpy.zeros_like(value)
    return np.zeros(value.shape, jax.dtypes.float0)
