"""Which results of a call depend on which of its arguments, as JAX differentiates it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import jax
import jax.numpy as jnp


def flow(
    run: Callable[..., Sequence[Any]], values: Sequence[Any], active: Sequence[int],
) -> tuple[list[int], list[bool]]:
    """The active arguments along which a gradient flows, and the results that it flows from.

    A call such as ``stop_gradient`` or ``floor`` has a derivative that is zero by its rule: JAX
    sends nothing back there, which is not the same as sending back zeros. What the rule says is
    read from the jaxpr of its jvp: a tangent that depends on no other is such a zero.
    """
    is_float = [_is_inexact(each) for each in jax.eval_shape(lambda: list(run(*values)))]
    if not any(is_float):
        return [], is_float

    def tangents(*moving: Any) -> list[Any]:
        def along(*at: Any) -> list[Any]:
            moved = list(values)
            for index, value in zip(active, at, strict=True):
                moved[index] = value
            return [each for each in run(*moved) if _is_inexact(each)]

        return list(jax.jvp(along, tuple(values[index] for index in active), moving)[1])

    try:
        jaxpr = jax.make_jaxpr(tangents)(*(values[index] for index in active)).jaxpr
    except Exception:
        # A rule that has no forward mode, as a custom_vjp's, says nothing before it runs.
        return list(active), is_float
    reached: dict[int, set[int]] = {id(var): {at} for at, var in enumerate(jaxpr.invars)}
    for eqn in jaxpr.eqns:
        sources: set[int] = set()
        for var in eqn.invars:
            sources |= reached.get(id(var), set())
        for var in eqn.outvars:
            reached[id(var)] = sources
    found = [reached.get(id(var), set()) for var in jaxpr.outvars]
    flows = set().union(*found)
    of_floats = iter(found)
    return (
        [index for at, index in enumerate(active) if at in flows],
        [is_one and bool(next(of_floats)) for is_one in is_float])


def _is_inexact(value: Any) -> bool:
    return jnp.issubdtype(value.dtype, jnp.inexact)
