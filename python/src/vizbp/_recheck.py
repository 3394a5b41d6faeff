"""``graph.check()`` of a captured graph: is each call's rule the derivative of what it does?

Each call is run again on its own inputs in double precision. For a random cotangent ``g`` of its
outputs the engine's vjp ``v`` must satisfy ``<v, d> = d/dt <g, f(x + t d)>`` along any direction
``d``; the right side is a centred difference, at steps that shrink until it settles. Each call is
judged by itself, so a wrong rule is named alone, whatever it did to the gradients behind it.

What has no derivative is said to have none, and nobody is accused: a step function with a surrogate
gradient, values that are not finite, random numbers that cannot be repeated. At a kink every
gradient between the slopes of both sides is right.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from ._judge import ArgumentsMissing, CannotRun, Judgement, Rerun, judge
from .check import CheckedNode, CheckResult
from .errors import VizbpError

if TYPE_CHECKING:
    from .graph import Graph, Node

#: From how large an error of the value on a call is another one in double precision than it was,
#: as the inverse is of a matrix that is singular but for rounding.
_ANOTHER = 0.1
_ANOTHER_VALUE = "in double precision its value is another one than it was"
#: How far what was sent may be from what the rule gives now, over its size, and how many times as
#: far as rounding moves it.
_MEANWHILE, _ROUNDINGS = 1e-3, 100
_CHANGED = (
    "the gradient that it sent is not the one that its rule gives on its inputs: what it had saved "
    "was changed before the backward pass, or another call wrote over it")
_LEAF, _NO_GRADIENT = "a leaf has no rule", "no gradient flows through it"


class Recorded(Protocol):
    """What an engine recorded of a call."""

    @property
    def backward_source(self) -> str | None:
        """``file:line`` of the rule that somebody wrote for its gradient."""

    @property
    def sent(self) -> Sequence[tuple[list[int], np.ndarray]]:
        """What was sent to arguments when the engine ran, each with the indices of the arguments
        that are this value; empty where it is not known."""


#: Makes what runs a recorded call again: in double precision, or in its own.
Runner = Callable[[Any, bool], Rerun]


def recheck(
    graph: Graph, calls: Mapping[str, Recorded], runner: Runner, directions: int, seed: int,
) -> CheckResult:
    """Run every captured call of a graph again, and compare its vjp with centred differences.

    Args:
        graph: The graph.
        calls: What was recorded, by node id.
        runner: Makes what runs a call again.
        directions: Along how many random directions each call is compared.
        seed: Of the random cotangents and directions.

    Raises:
        VizbpError: ``directions`` is below 1.
    """
    if directions < 1:
        raise VizbpError(f"directions must be at least 1, not {directions}")
    nodes: list[CheckedNode] = []
    wrong: list[tuple[Node, Recorded, Judgement]] = []
    for node in graph.nodes:
        call = calls.get(node.id)
        if call is None:
            nodes.append(CheckedNode(node.id, "unchecked", reason=_no_call(node)))
            continue
        found, exact = _judge(call, runner, directions, seed)
        value_error = None if found.is_random else _value_error(node, exact)
        if found.status == "wrong" and not found.is_random and _is_another(call, runner, exact):
            found = Judgement("unchecked", found.error, _ANOTHER_VALUE)
        if found.status == "ok" and not found.is_random and call.sent:
            found = _as_it_ran(node, call, runner) or found
        nodes.append(CheckedNode(
            node.id, found.status, value_error, found.error, found.reason, node.source))
        if found.status == "wrong":
            wrong.append((node, call, found))
    judged = any(node.status != "unchecked" for node in nodes)
    return CheckResult(
        judged and not wrong, [node.id for node, _, _ in wrong], nodes, _text(nodes, wrong))


def _judge(
    call: Recorded, runner: Runner, directions: int, seed: int
) -> tuple[Judgement, list[np.ndarray]]:
    """What is said of a call, and its outputs in double precision where it can run in it."""
    exact: list[np.ndarray] = []
    try:
        rerun = runner(call, True)
        exact = rerun.here
        return judge(rerun, directions, seed), exact
    except ArgumentsMissing as error:
        return Judgement("unchecked", reason=str(error)), exact
    except CannotRun as error:
        # Some functions take single precision alone.
        try:
            return judge(runner(call, False), directions, seed), exact
        except CannotRun:
            return Judgement("unchecked", reason=str(error)), exact


def _as_it_ran(node: Node, call: Recorded, runner: Runner) -> Judgement | None:
    """What is said of a call whose rule is right, and that sent another gradient nevertheless; None
    where it sent the right one, or this cannot be told."""
    try:
        rerun = runner(call, False)
        now = dict(zip(rerun.moved, rerun.vjp(rerun.arrived), strict=True))
        here = _value_error(node, rerun.here)
        if here is not None and here > _MEANWHILE:
            return None  # It computes something else now.
        allowed = max(_MEANWHILE, *(16 * each for each in rerun.precisions))
        for slots, sent in call.sent:
            if np.shape(_total(slots, now)) not in ((), sent.shape):
                continue
            apart, size = _distance(sent, _total(slots, now))
            if not apart > allowed * size:
                continue
            wide = runner(call, True)
            exact = dict(zip(wide.moved, wide.vjp(wide.arrived), strict=True))
            rounding, _ = _distance(_total(slots, exact), _total(slots, now))
            if apart > allowed * size + _ROUNDINGS * rounding:
                return Judgement("wrong", apart / size, _CHANGED)
    except CannotRun:
        pass
    return None


def _total(slots: list[int], sent: Mapping[int, np.ndarray | None]) -> np.ndarray | float:
    """What is sent to arguments that are one value."""
    return sum((each for slot in slots if (each := sent.get(slot)) is not None), start=0.0)


def _distance(a: np.ndarray | float, b: np.ndarray | float) -> tuple[float, float]:
    """How far two gradients are apart, and the size of the larger; nothing of what is not finite.
    """
    with np.errstate(all="ignore"):
        apart, size = np.linalg.norm(a - b), max(np.linalg.norm(a), np.linalg.norm(b))
    return (float(apart), float(size)) if np.isfinite(apart) else (0.0, 0.0)


def _is_another(call: Recorded, runner: Runner, exact: list[np.ndarray]) -> bool:
    """Whether a call computes something else in double precision than in its own."""
    try:
        own = runner(call, False).here
    except CannotRun:
        return False
    return any(_gap(*pair) > _ANOTHER for pair in zip(exact, own, strict=False))


def _value_error(node: Node, exact: list[np.ndarray]) -> float | None:
    """How far the value is from that of double precision, over its largest element."""
    if node.ports is not None or not isinstance(node.value, np.ndarray):
        return None
    same = [output for output in exact if output.shape == node.value.shape]
    return _gap(same[0], node.value) if same and node.value.dtype.kind in "fc" else None


def _gap(exact: np.ndarray, value: np.ndarray) -> float:
    """How far numbers are from those of double precision, over the largest of them."""
    with np.errstate(all="ignore"):
        gap = np.abs(exact - value)
        size = np.abs(value[np.isfinite(value)])
    largest = max(float(size.max(initial=0.0)), float(np.finfo(np.float64).tiny))
    return float(gap[np.isfinite(gap)].max(initial=0.0)) / largest


def _no_call(node: Node) -> str:
    if not node.inputs:
        return _LEAF
    if node.autograd:
        return "autograd made this node itself; no call can be run again"
    return _NO_GRADIENT


def _text(nodes: list[CheckedNode], wrong: list[tuple[Node, Recorded, Judgement]]) -> str:
    judged = sum(node.status != "unchecked" for node in nodes)
    if not judged:
        return (
            "Nothing could be checked: no captured call has a gradient rule that can be run again.")
    calls = "1 call" if judged == 1 else f"{judged} calls"
    if not wrong:
        lines = [f"The gradient rule of every call that was checked is right ({calls})."]
    else:
        lines = [f"{len(wrong)} of {calls}: the gradient rule is wrong."]
    for node, call, found in wrong:
        where = f" ({node.source})" if node.source else ""
        lines.append(f"  {node.id}{where}: {found.reason}")
        if call.backward_source is not None:
            lines.append(f"    its backward stands in {call.backward_source}")
    said = [node for node in nodes
            if node.status == "unchecked" and node.reason not in (_LEAF, _NO_GRADIENT)]
    lines += [f"  {node.id}: not judged, {node.reason}" for node in said]
    remarked = [node for node in nodes if node.status == "ok" and node.reason is not None]
    lines += [f"  {node.id}: {node.reason}" for node in remarked]
    return "\n".join(lines)
