"""Runs a jaxpr an equation at a time, and draws each as a node."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from ..errors import VizbpError
from ..node import Node, Port
from . import _operations, _source
from ._flow import flow
from ._operations import Operation
from ._tape import Call, Drawn, Entrance, Entry, Slot

Scope = tuple[str, ...]


class Interpreter:
    """Runs equations forward and records how to go back."""

    def __init__(self, limit: int, unroll: int):
        self.drawn = Drawn(limit)
        self.tape: list[Entry] = []
        self.notes: list[str] = []
        self.unroll = unroll
        self._counts: dict[str, int] = {}
        self._scopes: dict[Scope, int] = {}
        #: The lines of the calls around the equation that runs.
        self._lines: list[str | None] = [None]

    # MARK: Nodes

    def leaf(
        self, name: str, op: str, value: Any, role: str, scope: Scope = (), active: bool = False,
    ) -> Slot:
        """A node without inputs."""
        identity = name if name not in self.drawn.outputs else self.name(name)
        node = Node(identity, op, scope="/".join(scope) or None, role=role)
        self._fill(node, value)
        self.drawn.nodes.append(node)
        self.drawn.outputs[identity] = node
        return Slot(value, identity, active)

    def name(self, op: str) -> str:
        """An id that no node has: the operation's name and a number."""
        while True:
            self._counts[op] = self._counts.get(op, 0) + 1
            name = f"{op}{self._counts[op]}"
            if name not in self.drawn.outputs:
                return name

    def panel(self, scope: Scope, name: str) -> Scope:
        """A scope of its own within another: the second ``scan`` is ``scan.2``."""
        path = (*scope, name)
        self._scopes[path] = count = self._scopes.get(path, 0) + 1
        return path if count == 1 else (*scope, f"{name}.{count}")

    def _fill(self, tensor: Node | Port, value: Any) -> None:
        tensor.shape = tuple(int(extent) for extent in np.shape(value))
        tensor.dtype = str(value.dtype if hasattr(value, "dtype") else np.asarray(value).dtype)
        tensor.value = self.drawn.keep(value)

    # MARK: Equations

    def run(
        self, jaxpr: Any, consts: Sequence[Slot], args: Sequence[Slot], scope: Scope,
        needed: Sequence[bool] | None = None,
    ) -> list[Slot]:
        """Run all equations that lead to the results that are needed; others' slots are empty."""
        wanted = [True] * len(jaxpr.outvars) if needed is None else needed
        results = list(zip(jaxpr.outvars, wanted, strict=True))
        live = {id(var) for var, is_wanted in results if is_wanted}
        eqns = []
        for eqn in reversed(jaxpr.eqns):
            if any(id(var) in live for var in eqn.outvars) or eqn.effects:
                eqns.append((eqn, [id(var) in live for var in eqn.outvars]))
                live.update(id(var) for var in eqn.invars if not hasattr(var, "val"))
        slots: dict[int, Slot] = {}
        slots.update(zip(map(id, jaxpr.constvars), consts, strict=True))
        slots.update(zip(map(id, jaxpr.invars), args, strict=True))

        def read(var: Any) -> Slot:
            return Slot(literal(var)) if hasattr(var, "val") else slots[id(var)]

        for eqn, used in reversed(eqns):
            inside = (*scope, *_source.scopes(eqn))
            handler = HANDLERS.get(eqn.primitive.name, Interpreter.call)
            self._lines.append(_source.line(eqn) or self.line)
            with getattr(getattr(eqn, "ctx", None), "manager", contextlib.nullcontext()):
                found = handler(self, eqn, [read(var) for var in eqn.invars], inside, used)
            self._lines.pop()
            slots.update(zip(map(id, eqn.outvars), found, strict=True))
        return [read(var) if is_wanted else Slot(None) for var, is_wanted in results]

    @property
    def line(self) -> str | None:
        """``file:line`` of the equation that runs, or of the call around it that is known."""
        return self._lines[-1]

    @property
    def at_line(self) -> str:
        """`` at file:line``, or nothing."""
        return f" at {self.line}" if self.line else ""

    def call(
        self, eqn: Any, args: Sequence[Slot], scope: Scope, used: Sequence[bool],
        operation: Operation | None = None,
    ) -> list[Slot]:
        """Run one equation as one node, with its own vjp."""
        if not eqn.outvars:  # It prints, say, and is no part of what is computed.
            bound(eqn)(*(slot.value for slot in args))
            return []
        shapes = [tuple(np.shape(slot.value)) for slot in args]
        name = eqn.primitive.name
        if operation is None:
            operation = _operations.describe(name, eqn.params, shapes, eqn.outvars[0].aval)
        try:
            return self.apply(operation, bound(eqn), args, scope)
        except VizbpError:
            raise
        except Exception as error:
            said = str(error).strip().splitlines()
            reason = said[0] if said else type(error).__name__
            raise VizbpError(f"JAX cannot differentiate {name}{self.at_line}: {reason}") from error

    def apply(
        self, operation: Operation, run: Callable[..., Sequence[Any]], args: Sequence[Slot],
        scope: Scope,
    ) -> list[Slot]:
        """Run a function of arrays as one node."""
        values = [slot.value for slot in args]
        active = [index for index, slot in enumerate(args) if slot.is_active]
        reached: Sequence[bool] = []
        if active:
            active, reached = flow(run, values, active)
        vjp = None
        if active:
            def along(*moving: Any) -> list[Any]:
                moved = list(values)
                for index, value in zip(active, moving, strict=True):
                    moved[index] = value
                return list(run(*moved))

            results, vjp = jax.vjp(along, *(values[index] for index in active))
        else:
            results = list(run(*values))
        node = Node(
            self.name(operation.called or operation.op), operation.op, label=operation.called)
        node.scope = "/".join(scope) or None
        order = list(operation.order or range(len(args)))
        node.inputs = [self._reference(args[index], scope) for index in order]
        if operation.constant is not None:
            given = Slot(np.asarray(operation.constant, getattr(results[0], "dtype", None)))
            node.inputs.append(self._reference(given, scope))
        node.attributes = dict(operation.attributes)
        node.source = self.line
        outputs = self._outputs(node, results)
        for slot, is_reached in zip(outputs, reached, strict=False):
            slot.is_active = is_reached
        self.drawn.nodes.append(node)
        self.tape.append(
            Call(node, run, args, order, outputs, active, vjp, operation.rule_source))
        return outputs

    def _reference(self, slot: Slot, scope: Scope) -> str:
        if slot.reference is None:
            slot.reference = self.leaf(
                self.name("const"), "constant", slot.value, "constant", scope).reference
        return slot.reference or ""

    def _outputs(self, node: Node, results: Sequence[Any]) -> list[Slot]:
        if len(results) == 1:
            self._fill(node, results[0])
            self.drawn.outputs[node.id] = node
            return [Slot(results[0], node.id)]
        node.ports = []
        slots = []
        for index, result in enumerate(results):
            port = Port()
            self._fill(port, result)
            node.ports.append(port)
            reference = f"{node.id}:{index}"
            self.drawn.outputs[reference] = port
            slots.append(Slot(result, reference))
        return slots

    def trace(
        self, f: Callable[..., Any], args: Sequence[Slot], scope: Scope,
    ) -> list[Slot]:
        """Run a function of JAX's as the equations that it consists of."""
        closed = jax.make_jaxpr(f)(*(slot.value for slot in args))
        return self.run(*opened(closed), args, scope)

    def entered(self, args: Iterable[Slot]) -> list[Slot]:
        """The arguments as seen inside a part that JAX differentiates as one."""
        inside = []
        for outer in args:
            inner = Slot(outer.value, outer.reference, outer.is_active)
            if outer.is_active:
                self.tape.append(Entrance(outer, inner))
            inside.append(inner)
        return inside

    def forget(self, nodes: int, entries: int) -> None:
        """Take back what was drawn since there were so many nodes and entries."""
        for node in self.drawn.nodes[nodes:]:
            for reference in [node.id, *(f"{node.id}:{at}" for at in range(len(node.ports or ())))]:
                self.drawn.outputs.pop(reference, None)
        del self.drawn.nodes[nodes:], self.tape[entries:]

    # MARK: The result

    def output(self, slot: Slot) -> str:
        """The reference of the result, whose node is marked as the output."""
        reference = self._reference(slot, ())
        node = self.drawn.outputs[reference]
        if isinstance(node, Node) and node.role is None:
            node.role = "output"
        return reference

    def finished(self, reference: str) -> list[Node]:
        """The nodes, without constants and calls that nothing uses; parameters stand in the scope
        that all their uses share."""
        users: dict[str, list[Node]] = {}
        alive: list[Node] = []
        for node in reversed(self.drawn.nodes):
            own = [node.id, *(f"{node.id}:{at}" for at in range(len(node.ports or ())))]
            is_argument = node.role in ("parameter", "data")
            if not is_argument and reference not in own and not any(each in users for each in own):
                continue
            alive.append(node)
            for name in node.inputs:
                users.setdefault(name, []).append(node)
            if node.role == "parameter" and node.id in users:
                paths = [(user.scope or "").split("/") for user in users[node.id]]
                node.scope = "/".join(os.path.commonprefix(paths)) or None
        return alive[::-1]

    # MARK: Backward

    def back(self, output: Slot, leaves: Sequence[Slot]) -> None:
        """Go back from a number to the leaves."""
        if output.is_active:
            output.add(jnp.ones_like(output.value))
        for entry in reversed(self.tape):
            entry.pull(self.drawn)
        for leaf in leaves:
            if leaf.is_active:
                if leaf.cotangent is None:
                    leaf.cotangent = jnp.zeros_like(leaf.value)
                self.drawn.give(leaf)


def bound(eqn: Any) -> Callable[..., list[Any]]:
    """An equation as a function of its arguments that returns the list of its results."""
    found = eqn.primitive.get_bind_params(eqn.params)
    functions, params = found if isinstance(found, tuple) else ((), found)

    def run(*values: Any) -> list[Any]:
        results = eqn.primitive.bind(*functions, *values, **params)
        return list(results) if eqn.primitive.multiple_results else [results]

    return run


def opened(jaxpr: Any) -> tuple[Any, list[Slot]]:
    """A jaxpr, closed or not, and its constants."""
    if hasattr(jaxpr, "jaxpr"):
        return jaxpr.jaxpr, [Slot(const) for const in jaxpr.consts]
    return jaxpr, []


def literal(var: Any) -> Any:
    """A literal's value as an array of its own type."""
    return jnp.asarray(var.val, var.aval.dtype)


Handler = Callable[
    [Interpreter, Any, Sequence[Slot], Scope, Sequence[bool]], list[Slot]]

#: What is done with equations that hold others, by the primitive's name.
HANDLERS: dict[str, Handler] = {}
