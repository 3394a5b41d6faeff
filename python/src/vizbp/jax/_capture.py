"""``vizbp.jax.capture``: one forward and one backward pass of a function, as a graph."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from ..errors import VizbpError
from ..graph import Graph
from . import _control  # noqa: F401  It registers what is done with control flow.
from ._arguments import Arguments
from ._interpreter import Interpreter
from ._tape import Call, Slot
from .check import Again, recorded


def capture(
    f: Callable[..., Any], *args: Any, argnums: int | Sequence[int] = 0, has_aux: bool = False,
    unroll: int = 32, limit: int = 1024, keep: int = 2**29, name: str | None = None,
) -> Graph:
    """Run a function and its gradient once, and return the graph of every equation that ran.

    The graph is that of the function's jaxpr. Calls that were compiled are taken apart, those of
    checkpoints too; each equation is run by itself, forward and by ``jax.vjp`` backward. Gradients
    are ``jax.grad``'s to the bit where that runs in the same way, which is under
    ``jax.disable_jit()``; code that XLA has compiled as a whole may round differently in the last
    digit. Equations that lead to nothing are left out, as the compiler does.

    Args:
        f: A function of arrays, or of trees of arrays, that returns one real number. It is traced,
            as by ``jax.jit``: it may decide by arguments that are plain Python values, but not by
            what stands in an array.
        args: Its positional arguments.
        argnums: Which of them the gradient is taken in, as for ``jax.grad``.
        has_aux: Whether it returns a pair, the second of which is not looked at.
        unroll: How many steps of a loop (``scan``, ``while_loop``) are drawn one by one; one with
            more is a single node, and the graph's notes say so.
        limit: How many elements a value or gradient may have to be kept whole; larger ones are
            kept as statistics with a histogram.
        keep: How many bytes of values are held on to, so that ``graph.check()`` can run equations
            again; it traces the function once more.
        name: The graph's title; the name of a function that has one by default.

    Returns:
        The graph. Where a gradient cannot be known, as before a ``while_loop``, it is None, and the
        graph's notes say why.

    Raises:
        VizbpError: The function returns no single real number, an argument has no gradient, or JAX
            cannot trace or differentiate the function; the sentence says where.
    """
    if not callable(f):
        raise VizbpError(f"capture takes a function first, not a value of {type(f).__name__}")
    try:
        inspect.signature(f).bind(*args)
    except ValueError:
        pass  # Of what is not written in Python nothing is known.
    except TypeError as error:
        raise VizbpError(f"the arguments are not those of the function: {error}") from None
    if limit < 0 or unroll < 0 or keep < 0:
        raise VizbpError("limit, unroll and keep must not be negative")
    arguments = Arguments(f, args, argnums)
    returned: list[Any] = []

    def flat(*values: Any) -> Any:
        result = f(*arguments.calling(values))
        if has_aux:
            if not isinstance(result, tuple) or len(result) != 2:
                raise VizbpError("with has_aux the function has to return a pair")
            result = result[0]
        returned.append(result)
        return result

    try:
        closed = jax.make_jaxpr(flat)(*(leaf.value for leaf in arguments.leaves))
    except VizbpError:
        raise
    except (jax.errors.ConcretizationTypeError, jax.errors.TracerArrayConversionError) as error:
        raise VizbpError(
            f"the function decides by what stands in an array{_location(error)}, which no trace "
            "can follow", hint="use jax.lax.cond or jnp.where") from error
    except TypeError as error:
        if returned:
            raise VizbpError(_no_number(returned[-1])) from error
        raise
    if len(closed.jaxpr.outvars) != 1 or closed.jaxpr.outvars[0].aval.shape != ():
        raise VizbpError(_no_number(returned[-1]))
    if not jnp.issubdtype(closed.jaxpr.outvars[0].aval.dtype, jnp.floating):
        dtype = closed.jaxpr.outvars[0].aval.dtype
        raise VizbpError(f"the function returns a number of dtype {dtype}, which has no gradient")

    names = _closed_over(f)
    to, output, leaves = _forward(
        closed, arguments, [leaf.value for leaf in arguments.leaves], names, limit, unroll)
    calls = [entry for entry in to.tape if isinstance(entry, Call)]

    def again() -> list[Call]:
        values = [_wide(leaf.value) for leaf in arguments.leaves]
        wide = jax.make_jaxpr(flat)(*values)
        returned.clear()
        run, _, _ = _forward(wide, arguments, values, names, 0, unroll)
        return [entry for entry in run.tape if isinstance(entry, Call)]

    with jax.disable_jit():
        to.back(output, leaves)
    returned.clear()
    for call in calls:
        call.vjp = None
    called = getattr(f, "__name__", "")
    title = name or (None if called == "<lambda>" else called or None)
    end = to.output(output)
    graph = Graph(to.finished(end), [end], title, notes=to.notes)
    graph._calls, graph._engine = recorded(calls, Again(again), keep), "jax"
    return graph


def _forward(
    closed: Any, arguments: Arguments, values: Sequence[Any], names: dict[int, str], limit: int,
    unroll: int,
) -> tuple[Interpreter, Slot, list[Slot]]:
    """Run a function's equations; gives its result, whose node is marked, and its arguments."""
    to = Interpreter(limit, unroll)
    with jax.disable_jit():
        leaves = [
            to.leaf(
                leaf.name, "parameter" if leaf.is_active else "input", value,
                "parameter" if leaf.is_active else "data", active=leaf.is_active)
            for leaf, value in zip(arguments.leaves, values, strict=True)]
        consts = [_const(to, const, names) for const in closed.consts]
        output, = to.run(closed.jaxpr, consts, leaves, ())
        to.output(output)
    return to, output, leaves


def _wide(value: Any) -> Any:
    """An array in double precision, if it is one of real or complex numbers."""
    if jnp.issubdtype(value.dtype, jnp.complexfloating):
        return value.astype(jnp.complex128)
    return value.astype(jnp.float64) if jnp.issubdtype(value.dtype, jnp.floating) else value


def _const(to: Interpreter, const: Any, names: dict[int, str]) -> Slot:
    """An array that the function took from around it, by the name that it has there."""
    name = names.get(id(const)) or to.name("const")
    return to.leaf(name, "constant", const, "constant")


def _closed_over(f: Callable[..., Any]) -> dict[int, str]:
    try:
        around = inspect.getclosurevars(f)
    except TypeError:
        return {}
    found = {**around.globals, **around.nonlocals}
    return {
        id(value): name for name, value in found.items()
        if isinstance(value, (jax.Array, np.ndarray))}


def _no_number(result: Any) -> str:
    shape = getattr(result, "shape", None)
    if shape is not None:
        what = f"an array of shape {tuple(shape)}"
    else:
        what = "nothing" if result is None else f"a {type(result).__name__}"
    return f"the function returns {what}, and a gradient is that of one number"


def _location(error: BaseException) -> str:
    """The line of the user's code that an error passed through last."""
    from ._source import is_users

    location, traceback = "", error.__traceback__
    while traceback is not None:
        file = traceback.tb_frame.f_code.co_filename
        if is_users(file):
            location = f" at {file}:{traceback.tb_lineno}"
        traceback = traceback.tb_next
    return location
