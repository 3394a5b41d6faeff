"""``graph.check()`` of what JAX ran; see ``vizbp._recheck`` for what is compared.

The function is traced once more in double precision, which gives each equation, and each rule that
somebody wrote, in that precision; an equation is then run on the inputs that it had. What cannot be
had in double precision, as what asks for another one by name, is judged in its own.
"""

from __future__ import annotations

import contextlib
import importlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import jax
import jax.numpy as jnp
import numpy as np

from .._judge import ArgumentsMissing, CannotRun
from .._recheck import recheck
from ._tape import Call

if TYPE_CHECKING:
    from ..check import CheckResult
    from ..graph import Graph, Node

__all__ = ["check"]


def check(graph: Graph, *, directions: int = 2, seed: int = 0) -> CheckResult:
    """Run every captured equation of a graph again, and compare its vjp with centred differences.

    Args:
        graph: A graph that was captured in this process.
        directions: Along how many random directions each equation is compared.
        seed: Of the random cotangents and directions.

    Raises:
        VizbpError: ``directions`` is below 1.
    """
    return recheck(graph, graph._calls, JaxRerun, directions, seed)


class Again:
    """The equations of a function in double precision, by the ids of their nodes.

    Args:
        trace: Traces and runs the function anew, and gives its calls.
    """

    def __init__(self, trace: Callable[[], Sequence[Call]]):
        self._trace = trace
        self._calls: dict[str, Call] | None = None

    def call(self, like: Call) -> Call | None:
        """The equation that a node stands for; None where the function is another one there."""
        if self._calls is None:
            try:
                with double_precision():
                    self._calls = {call.node.id: call for call in self._trace()}
            except Exception:
                # Its own types are asked for by name, and do not go together with wider ones.
                self._calls = {}
        found = self._calls.get(like.node.id)
        if found is None or found.node.op != like.node.op:
            return None
        shapes = [[np.shape(slot.value) for slot in call.inputs] for call in (found, like)]
        return found if shapes[0] == shapes[1] and found.active == like.active else None


@dataclass(eq=False)
class RecordedCall:
    """What was recorded of an equation.

    Attributes:
        call: The equation as it ran.
        values: What it ran on; None where that was too large to be kept.
        again: The equations in double precision.
    """

    call: Call
    values: list[Any] | None
    again: Again

    @property
    def sent(self) -> Sequence[tuple[list[int], np.ndarray]]:
        """Nothing: a rule has no state here that could be changed before it runs."""
        return ()

    @property
    def backward_source(self) -> str | None:
        """``file:line`` of a custom function's rule."""
        return self.call.rule_source


def recorded(calls: Sequence[Call], again: Again, keep: int) -> dict[str, RecordedCall]:
    """What ``check`` needs of calls that a gradient flows through, by the ids of their nodes.

    Args:
        keep: How many bytes of values are held on to.
    """
    found: dict[str, RecordedCall] = {}
    held: dict[int, Any] = {}
    for call in calls:
        if not call.active:
            continue
        values = [slot.value for slot in call.inputs]
        new = {id(value): value for value in values if id(value) not in held}
        size = sum(int(getattr(value, "nbytes", 0)) for value in new.values())
        has_room = size <= keep
        if has_room:
            keep -= size
            held |= new
        found[call.node.id] = RecordedCall(call, values if has_room else None, again)
    return found


#: Equations that read one half of a symmetric matrix, or of a triangular one.
_OF_STRUCTURED = frozenset({"cholesky", "eigh", "triangular_solve"})
#: Functions whose rule is that of the solution of an equation: some arguments say the equation, and
#: others how it is solved, so that none moves without the others.
_OF_SOLUTIONS = frozenset({"custom_linear_solve", "custom_root"})
_SOLVED = "its gradient is that of a solution, whose arguments cannot be moved one without another"


class JaxRerun:
    """A ``Rerun`` of an equation of JAX.

    Args:
        of: The equation.
        wide: Whether it is that of double precision.

    Raises:
        ArgumentsMissing: A value that it needs was not kept.
        CannotRun: There is none in double precision, or it fails.
    """

    def __init__(self, of: RecordedCall, wide: bool):
        if of.values is None:
            raise ArgumentsMissing("its arguments were not kept, as they are large")
        call = of.again.call(of.call) if wide else of.call
        if call is None:
            raise CannotRun("the function is another one in double precision")
        self._wide, self._call = wide, call
        self.is_structured = call.node.op in _OF_STRUCTURED
        self.is_custom = of.backward_source is not None
        self.draws = False
        if call.node.op in _OF_SOLUTIONS or call.node.label in _OF_SOLUTIONS:
            raise CannotRun(_SOLVED)
        with self._mode():
            self._values = [
                _as(value, slot.value) for value, slot in zip(of.values, call.inputs, strict=True)]
            # An input to which its rule sends nothing is moved, too: that may be the fault.
            self.moved = [
                index for index, slot in enumerate(call.inputs)
                if slot.is_active and jnp.issubdtype(self._values[index].dtype, jnp.inexact)]
            self.points = {index: _array(self._values[index]) for index in self.moved}
            made = self._run({}, 0.0)
        self._floating = [
            index for index, each in enumerate(made) if jnp.issubdtype(each.dtype, jnp.inexact)]
        self._kinds = [(each.shape, each.dtype) for each in made]
        self.here = [_array(made[index]) for index in self._floating]
        self.arrived = [self._arrived(of.call.node, index) for index in self._floating]
        self.depends = [call.outputs[index].is_active for index in self._floating]
        coarsest = max(
            (_precision(self._values[index].dtype) for index in self.moved), default=0.0)
        self.precisions = [
            max(_precision(made[index].dtype), coarsest) for index in self._floating]

    @staticmethod
    def _arrived(node: Node, index: int) -> np.ndarray | None:
        found = (node.ports[index] if node.ports is not None else node).gradient
        return np.conj(found) if isinstance(found, np.ndarray) else None

    def outputs(
        self, offsets: dict[int, np.ndarray] | None = None, step: float = 0.0, seed: int = 0,
    ) -> list[np.ndarray]:
        """The floating-point outputs at ``point + step · offset``. Keys of random numbers are among
        the inputs, so that there is nothing to seed."""
        with self._mode():
            made = self._run(offsets or {}, step)
        return [_array(made[index]) for index in self._floating]

    def vjp(self, cotangents: list[np.ndarray | None]) -> list[np.ndarray | None]:
        """What JAX sends to each of ``moved``, for a cotangent of each output."""
        given = dict(zip(self._floating, cotangents, strict=True))

        def along(*moving: Any) -> list[Any]:
            values = list(self._values)
            for index, value in zip(self._call.active, moving, strict=True):
                values[index] = value
            return list(self._call.run(*values))

        with self._mode(), _said("its backward pass fails when it is run again"):
            _, pull = jax.vjp(along, *(self._values[index] for index in self._call.active))
            sent = dict(zip(self._call.active, pull([
                self._cotangent(index, given.get(index)) for index in range(len(self._kinds))]),
                strict=True))
            # JAX pairs complex numbers without conjugating, and what judges them conjugates one.
            return [
                np.conj(_array(sent[index])) if index in sent else None for index in self.moved]

    def _cotangent(self, index: int, cotangent: np.ndarray | None) -> Any:
        shape, dtype = self._kinds[index]
        if not jnp.issubdtype(dtype, jnp.inexact):
            return np.zeros(shape, jax.dtypes.float0)
        if cotangent is None:
            return jnp.zeros(shape, dtype)
        return jnp.asarray(np.conj(cotangent), dtype)

    def _run(self, offsets: dict[int, np.ndarray], step: float) -> list[Any]:
        values = list(self._values)
        for index, offset in offsets.items():
            values[index] = values[index] + jnp.asarray(step * offset, values[index].dtype)
        with _said("it fails when it is run again"):
            return list(self._call.run(*values))

    def _mode(self) -> contextlib.AbstractContextManager[Any]:
        return double_precision() if self._wide else jax.disable_jit()


@contextlib.contextmanager
def double_precision() -> Iterator[None]:
    """JAX in double precision, an operation at a time."""
    # Under this name since JAX 0.8; an experiment before.
    enable: Any = getattr(jax, "enable_x64", None)
    if enable is None:
        enable = importlib.import_module("jax.experimental").enable_x64
    with enable(True), jax.disable_jit():
        yield


@contextlib.contextmanager
def _said(what: str) -> Iterator[None]:
    try:
        yield
    except Exception as error:
        said = (str(error).strip() or type(error).__name__).splitlines()[0]
        raise CannotRun(f"{what}: {said}") from error


def _as(value: Any, like: Any) -> Any:
    """A value in the type of another; keys of random numbers are what they are."""
    if not hasattr(value, "dtype"):
        return like
    if jnp.issubdtype(value.dtype, jax.dtypes.prng_key):
        return value
    return jnp.asarray(value, like.dtype)


def _array(value: Any) -> np.ndarray:
    array = np.asarray(value)
    # NumPy has no bfloat16 of its own; single precision has each of its numbers.
    return array if array.dtype.kind in "fc" else array.astype(np.float32)


def _precision(dtype: Any) -> float:
    return float(jnp.finfo(dtype).eps)  # type: ignore[no-untyped-call]
