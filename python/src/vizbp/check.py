"""What a check of a graph found, and the check of graphs that come from a file."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from importlib import import_module
from typing import TYPE_CHECKING, Any

from . import program

if TYPE_CHECKING:
    from .graph import Graph


@dataclass(frozen=True)
class CheckedNode:
    """What the check says of one node.

    Attributes:
        id: The node.
        status: ``ok``, ``wrong`` or ``unchecked``.
        value_error, gradient_error: How far off its numbers are; None where not compared.
        reason: Why it is wrong or unchecked, where that can be said.
        source: ``file:line`` of the code that made the call, where it was captured.
    """

    id: str
    status: str
    value_error: float | None = None
    gradient_error: float | None = None
    reason: str | None = None
    source: str | None = None


@dataclass(frozen=True)
class CheckResult:
    """Whether every rule of a graph is right, and which is not.

    Attributes:
        ok: Nothing disagrees, and something was checked.
        suspects: The ids of the nodes whose own rule explains every disagreement.
        nodes: What was found, node by node.
        text: All of it, in words.
    """

    ok: bool
    suspects: list[str]
    nodes: list[CheckedNode] = field(default_factory=list)
    text: str = ""

    def __bool__(self) -> bool:
        return self.ok

    def __str__(self) -> str:
        return self.text


def check(graph: Graph, **options: Any) -> CheckResult:
    """Check a graph: by running its calls again where it was captured, else by the program."""
    if graph._calls:
        # Imported by name, as it needs PyTorch, or JAX.
        engine = import_module(f".{graph._engine}.check", __package__)
        result: CheckResult = engine.check(graph, **options)
        return result
    return by_program(graph, **options)


def record(graph: Graph) -> None:
    """Say of each custom function of a captured graph whether its rule is right, in ``rechecked``.

    Whoever reads the graph from a file cannot run somebody's function again, and need not know its
    operation: this is what ``vizbp check`` tells of it.
    """
    custom = [
        node for node in graph.nodes
        if (node.op.startswith("custom_") or node.extra.get("derivative") == "custom")
        and node.id in graph._calls and "rechecked" not in node.extra]
    if not custom:
        return
    calls = {node.id: graph._calls[node.id] for node in custom}
    found = check(replace(graph, nodes=custom, _calls=calls))
    for node, result in zip(custom, found.nodes, strict=True):
        said = {"status": result.status, "error": result.gradient_error, "reason": result.reason}
        node.extra["rechecked"] = {
            key: value for key, value in said.items() if value is not None}


def by_program(graph: Graph, **options: Any) -> CheckResult:
    """Check a graph as ``vizbp check`` does: recomputed from its leaves.

    Raises:
        VizbpError: The program is missing, or refuses the graph.
    """
    text = graph.json().encode("utf-8", "replace")
    words = ["check", "-", "--json", "--quiet", *program.options(options)]
    found = json.loads(program.run(words, input=text, answers=(0, 1)).stdout)
    nodes = [
        CheckedNode(
            node["id"], node["status"], node.get("value_error"), node.get("gradient_error"),
            node.get("reason"))
        for node in found["nodes"]]
    said = [found["verdict"]]
    for status in ("wrong", "unchecked"):
        said += [f"  {node.id}: {status}, {node.reason}" for node in nodes if node.status == status]
    said += [remark["sentence"] for remark in found["remarks"]]
    return CheckResult(found["ok"], found["suspects"], nodes, "\n".join(said))
