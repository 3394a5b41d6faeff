"""Equations that hold others: calls, custom rules, checkpoints, branches and loops."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import jax.numpy as jnp
from jax import lax
from jax.extend.core import jaxpr_as_fun

from ._interpreter import HANDLERS, Interpreter, Scope, opened
from ._operations import Operation, custom
from ._source import rule
from ._tape import Barrier, Slot


def _nested(
    to: Interpreter, eqn: Any, args: Sequence[Slot], scope: Scope, used: Sequence[bool],
) -> list[Slot]:
    """A call of a function: its equations, in a panel where there are several."""
    jaxpr, consts = opened(eqn.params.get("jaxpr") or eqn.params["call_jaxpr"])
    name = str(eqn.params.get("name") or "").strip("_<>")
    if name and name != "lambda" and len(jaxpr.eqns) > 1:
        scope = to.panel(scope, name)
    return to.run(jaxpr, consts, args, scope, used)


def _checkpoint(
    to: Interpreter, eqn: Any, args: Sequence[Slot], scope: Scope, used: Sequence[bool],
) -> list[Slot]:
    """A part whose values JAX computes a second time in the backward pass, drawn once."""
    jaxpr, consts = opened(eqn.params["jaxpr"])
    return to.run(jaxpr, consts, to.entered(args), to.panel(scope, "checkpoint"), used)


def _custom(
    to: Interpreter, eqn: Any, args: Sequence[Slot], scope: Scope, used: Sequence[bool],
) -> list[Slot]:
    """A function with a derivative of its own: one node, whose numbers are that rule's."""
    kind = eqn.primitive.name.removesuffix("_jaxpr").removesuffix("_call")
    jaxpr = eqn.params.get("call_jaxpr") or eqn.params["fun_jaxpr"]
    operation = custom(kind, jaxpr)
    operation.rule_source = rule(eqn)
    return to.call(eqn, args, scope, used, operation)


def _cond(
    to: Interpreter, eqn: Any, args: Sequence[Slot], scope: Scope, used: Sequence[bool],
) -> list[Slot]:
    """A choice: the branch that was taken, and a node for each result that says which it was."""
    index, *operands = args
    branches = eqn.params["branches"]
    taken = min(max(int(index.value), 0), len(branches) - 1)
    inside = to.panel(scope, "cond")
    jaxpr, consts = opened(branches[taken])
    results = to.run(jaxpr, consts, operands, inside, used)
    operation = Operation("cond", {"branch": taken, "of": len(branches)})
    return [
        to.apply(operation, lambda _, value: [value], [index, result], inside)[0]
        if is_used else result
        for result, is_used in zip(results, used, strict=True)]


def _scan(
    to: Interpreter, eqn: Any, args: Sequence[Slot], scope: Scope, used: Sequence[bool],
) -> list[Slot]:
    """A loop of known length: every step in a panel; one node where there are too many of them."""
    params = eqn.params
    length, (kept, carried) = params["length"], _arguments_of(params)
    if not 0 < length <= to.unroll:
        return _summarized(to, eqn, args, scope, used, length)
    jaxpr, inner = opened(params["jaxpr"])
    consts, carry, rows = args[:kept], list(args[kept:kept + carried]), args[kept + carried:]
    inside = to.panel(scope, "scan")
    steps = range(length)
    stacked: list[list[Slot]] = []
    for count, step in enumerate(reversed(steps) if params["reverse"] else steps):
        path = (*inside, f"step{count + 1}")
        row = [
            to.trace(lambda x, at=step: lax.index_in_dim(x, at, keepdims=False), [x], path)[0]
            for x in rows]
        # The last step's carry may be of no use to anyone.
        needed = list(used) if count == length - 1 else [True] * carried + list(used[carried:])
        results = to.run(jaxpr, inner, [*consts, *carry, *row], path, needed)
        carry = results[:carried]
        stacked.append(results[carried:])
    if params["reverse"]:
        stacked.reverse()
    columns = [
        to.trace(lambda *each: jnp.stack(each), [row[at] for row in stacked], inside)[0]
        if is_used else Slot(None)
        for at, is_used in enumerate(used[carried:])]
    return [*carry, *columns]


def _arguments_of(params: Mapping[str, Any]) -> tuple[int, int]:
    """How many of a loop's arguments stay as they are, and how many each step hands to the next."""
    if "num_consts" in params:
        return params["num_consts"], params["num_carry"]
    # Since 0.11 they stand in a tree: constants, carry, rows.
    kept, carried, _ = params["ft_in"].unpack()
    return len(kept), len(carried)


def _while(
    to: Interpreter, eqn: Any, args: Sequence[Slot], scope: Scope, used: Sequence[bool],
) -> list[Slot]:
    """A loop that ends when it will: its steps forward; JAX has no way back through it."""
    params = eqn.params
    of_test, of_body = params["cond_nconsts"], params["body_nconsts"]
    test = jaxpr_as_fun(params["cond_jaxpr"])
    body, inner = opened(params["body_jaxpr"])
    seen = [slot.value for slot in args[:of_test]]
    consts = [Slot(slot.value, slot.reference) for slot in args[of_test:of_test + of_body]]
    start = args[of_test + of_body:]
    carry = [Slot(slot.value, slot.reference) for slot in start]
    mark = len(to.drawn.nodes), len(to.tape)
    inside = to.panel(scope, "while")
    steps = 0
    while bool(test(*seen, *(slot.value for slot in carry))[0]):
        if steps == to.unroll:
            to.forget(*mark)
            return _stopping(to, args, _summarized(
                to, eqn, [Slot(each.value, each.reference) for each in args], scope, used, None))
        steps += 1
        carry = to.run(body, inner, [*consts, *carry], (*inside, f"step{steps}"))
    return _stopping(to, args, carry)


def _stopping(
    to: Interpreter, args: Sequence[Slot], results: Sequence[Slot],
) -> list[Slot]:
    """The results of a while loop, through which no gradient passes."""
    if not any(slot.is_active for slot in args):
        return list(results)
    at = to.at_line

    def stopped() -> None:
        note = (
            f"JAX cannot differentiate the while loop{at} in reverse, and jax.grad raises an error "
            "there: gradients of what leads into it are not known.")
        if note not in to.notes:
            to.notes.append(note)

    outputs = [
        Slot(slot.value, slot.reference, jnp.issubdtype(slot.value.dtype, jnp.inexact))
        for slot in results]
    to.tape.append(Barrier(list(args), outputs, stopped))
    return outputs


def _summarized(
    to: Interpreter, eqn: Any, args: Sequence[Slot], scope: Scope, used: Sequence[bool],
    length: int | None,
) -> list[Slot]:
    """A loop as one node, with what JAX computes for the whole of it."""
    name = eqn.primitive.name
    attributes: dict[str, Any] = {"unrolled": False}
    steps = f"more than {to.unroll}"
    if length is not None:
        attributes["length"] = length
        steps = str(length)
    to.notes.append(
        f"The {name}{to.at_line} has {steps} steps and is drawn as one node; unroll={to.unroll} is "
        "the most that are drawn one by one.")
    return to.call(eqn, args, scope, used, Operation(name, attributes))


HANDLERS.update({
    **dict.fromkeys(
        ("jit", "pjit", "closed_call", "core_call", "core_closed_call", "xla_call"), _nested),
    **dict.fromkeys(("checkpoint", "remat", "remat2"), _checkpoint),
    **dict.fromkeys(
        ("custom_jvp_call", "custom_vjp_call", "custom_vjp_call_jaxpr"), _custom),
    "cond": _cond,
    "scan": _scan,
    "while": _while,
})
