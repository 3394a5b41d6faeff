"""What ``torch.compile`` computes, in the graph of the calls that it was made of.

The compiler fuses calls, and what lies between them is never written down. So the program that it
was given is compiled once more, with each result among its outputs and zeros added wherever a
gradient passes: the derivative in such a zero is the gradient that the compiled program itself has
there, at a result or along a wire. Outputs and leaves have the numbers of the program as it is.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import fx

from .._json import TensorData
from ..errors import VizbpError
from ..graph import Graph
from ..node import Node
from ._alignment import Aligned, align
from ._assemble import local_of
from ._calls import Vertex
from ._snapshot import snapshot

Backend = str | Callable[..., Any]


@dataclass
class Compiled:
    """What a compiled function computed.

    Attributes:
        program: The calls that the compiler was given.
        outputs: The outputs of the function, in its order, as the program's nodes.
        values: The results of calls, by the program's nodes.
        gradients: Their gradients.
        sent: What calls sent to their arguments, by node and position among its tensors.
        leaves: The gradients of what the program takes, by the tensors' ids.
        backend: What it was compiled by.
        notes: What the numbers are, in sentences.
    """

    program: fx.Graph
    outputs: list[tuple[fx.Node, torch.Tensor]]
    backend: str
    values: dict[fx.Node, torch.Tensor] = field(default_factory=dict)
    gradients: dict[fx.Node, torch.Tensor | None] = field(default_factory=dict)
    sent: dict[tuple[fx.Node, int], torch.Tensor | None] = field(default_factory=dict)
    leaves: dict[int, torch.Tensor | None] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def run_compiled(
    fn: Callable[[], Any], backend: Backend,
    outputs_of: Callable[[Any], list[torch.Tensor]],
    seeds_of: Callable[[list[torch.Tensor]], list[torch.Tensor | None]],
) -> Compiled:
    """Compile a function, run it forward and backward, and once more with all that is between.

    Buffers that it writes into and the generator of random numbers are left as they were.

    Args:
        fn: Computes the outputs.
        backend: What ``torch.compile`` takes as such.
        outputs_of: The tensors among what ``fn`` returns.
        seeds_of: The gradients from which the backward pass of these starts; None stands for 1.

    Raises:
        VizbpError: It cannot be compiled as one graph, or the backend is unknown or fails.
    """
    name = backend if isinstance(backend, str) else getattr(backend, "__name__", "a backend")
    with _settings():
        module, arguments, numbers = _traced(fn, outputs_of)
        nodes = [node for node in module.graph.nodes if node.op == "output"][0].args[0]
        kept = _Kept(arguments)
        moved = [each for each in arguments if _moves(each)]

        def gradients(
            outputs: Sequence[torch.Tensor], of: Sequence[torch.Tensor]
        ) -> list[torch.Tensor | None]:
            started = seeds_of(list(outputs))
            pairs = [
                (output, seed) for output, seed in zip(outputs, started, strict=True)
                if output.requires_grad]
            return list(torch.autograd.grad(
                [output for output, _ in pairs], list(of), [seed for _, seed in pairs],
                allow_unused=True))

        with _explained(name), _random():
            outputs = outputs_of(torch.compile(fn, backend=backend, fullgraph=True)())
            found = Compiled(
                module.graph,
                list(zip([nodes[number] for number in numbers], outputs, strict=True)), name)
            found.leaves = {
                id(leaf): each
                for leaf, each in zip(moved, gradients(outputs, moved), strict=True)}
        kept.put_back()
        probed = _Probed(module)
        zeros = [torch.zeros_like(each, requires_grad=True) for each in probed.like]
        with _explained(name), _random():
            made, values = torch.compile(probed.module, backend=backend, fullgraph=True)(
                *arguments, *zeros)
            sent = gradients([made[number] for number in numbers], zeros)
        kept.put_back()
    found.values = dict(zip(probed.results, values, strict=True))
    for where, each in zip(probed.places, sent, strict=True):
        if isinstance(where, fx.Node):
            found.gradients[where] = each
        else:
            found.sent[where] = each
    found.notes.append(
        f"Values and gradients are those that torch.compile with the backend {name!r} computes: of "
        "outputs and leaves by the program as it is, of results between by the same program with "
        "these among its outputs.")
    if not all(map(_agree, outputs, [made[number] for number in numbers])):
        found.notes.append(
            "With the results between among its outputs, the compiled program gives other outputs.")
    return found


def overlay(
    graph: Graph, found: Compiled, vertices: Sequence[Vertex], leaves: dict[int, Vertex],
    scale: float | None, limit: int,
) -> None:
    """Put what the compiled program computed in the place of what ran eagerly.

    Results that the compiler was not given as a call have no numbers then.

    Args:
        vertices: The calls that ran eagerly, in their order.
        leaves: The leaves among them with a gradient, by their tensors' ids.
        scale: What gradients are divided by, as a gradient scaler multiplied the loss by it.
    """
    def seen(tensor: torch.Tensor | None, divided: bool = True) -> TensorData | None:
        if tensor is None:
            return None
        if divided and scale not in (None, 1):
            tensor = tensor.float() / scale
        return snapshot(tensor, limit)

    nodes = {node.id: node for node in graph.nodes}
    aligned = align(found.program, vertices)
    outputs = dict(found.outputs)
    gradients = {
        vertex.identity: seen(found.leaves[key])
        for key, vertex in leaves.items() if key in found.leaves}
    held = {vertex.identity: vertex for vertex in vertices if vertex.identity in nodes}
    seen_calls = 0
    for node in graph.nodes:
        if not node.inputs:
            if node.id in gradients:
                node.gradient = gradients[node.id]
            continue
        vertex = held.get(node.id)
        call = aligned.get(id(vertex)) if vertex is not None else None
        _clear(node)
        if call is None or vertex is None:
            continue
        seen_calls += 1
        places = [node] if node.ports is None else node.ports
        for place, made in zip(places, call.results, strict=True):
            if made is None or made not in found.values:
                continue
            place.value = seen(outputs.get(made, found.values[made]), divided=False)
            place.gradient = seen(found.gradients.get(made))
        node.contributions = _contributions(found, call, vertex, seen)
        node.local = local_of(node)
    graph.notes += found.notes
    calls = sum(1 for node in graph.nodes if node.inputs)
    if seen_calls < calls:
        graph.notes.append(
            f"{calls - seen_calls} of {calls} calls are none of the compiled program's: they have "
            "no numbers.")
    # What ran eagerly is not what the graph says.
    graph._calls = {}


def _contributions(
    found: Compiled, call: Aligned, vertex: Vertex, seen: Callable[..., TensorData | None]
) -> list[TensorData | None] | None:
    slots = vertex.call.inputs if vertex.call is not None else []
    if len(slots) != len(vertex.inputs):
        return None
    return [
        None if slot is None else seen(found.sent.get((call.node, slot))) for slot in slots]


def _clear(node: Node) -> None:
    for place in [node, *(node.ports or [])]:
        place.value = place.gradient = None
    node.contributions = node.local = None
    node.autograd = []


def _agree(first: torch.Tensor, second: torch.Tensor) -> bool:
    if not first.dtype.is_floating_point:
        return torch.equal(first, second)
    close = 100 * torch.finfo(first.dtype).eps
    return torch.allclose(first, second, rtol=close, atol=close, equal_nan=True)


def _moves(value: Any) -> bool:
    """Whether a gradient may go back to it."""
    return isinstance(value, torch.Tensor) and value.requires_grad and value.dtype.is_floating_point


# MARK: The program


def _traced(
    fn: Callable[[], Any], outputs_of: Callable[[Any], list[torch.Tensor]]
) -> tuple[fx.GraphModule, list[Any], list[int]]:
    """The calls of a function, what they are given, and which results are its outputs."""
    found: list[Any] = []

    def keep(module: fx.GraphModule, _examples: Any) -> Callable[..., Any]:
        def ran(*arguments: Any) -> Any:
            kept = _Kept(arguments)
            made = module(*arguments)
            kept.put_back()
            found[:] = [module, list(arguments), made]
            return made
        return ran

    with _explained("torch.compile"), _random():
        result = torch.compile(fn, backend=keep, fullgraph=True)()
    if not found:
        raise VizbpError("torch.compile found nothing in fn to compile")
    module, arguments, made = found
    numbers = []
    for output in outputs_of(result):
        number = next((index for index, each in enumerate(made) if each is output), None)
        if number is None:
            raise VizbpError("fn returned a tensor that is none of the compiled program's")
        numbers.append(number)
    return module, arguments, numbers


class _Probed:
    """The program with each result among its outputs, and zeros added where gradients pass.

    Attributes:
        module: Takes the program's arguments and the zeros; gives its outputs, and the results.
        results: The nodes of the program whose results it gives.
        places: For each zero the node whose result it is added to, or a node with the position of
            an argument.
        like: For each zero a tensor of its shape and type.
    """

    def __init__(self, module: fx.GraphModule):
        self.results: list[fx.Node] = []
        self.places: list[fx.Node | tuple[fx.Node, int]] = []
        self.like: list[torch.Tensor] = []
        graph = fx.Graph()
        copies: dict[fx.Node, fx.Node] = {}
        given = [node for node in module.graph.nodes if node.op == "placeholder"]
        for node in given:
            copies[node] = graph.placeholder(node.name)
        self._graph = graph
        self._after = copies[given[-1]] if given else None
        values = []
        for node in module.graph.nodes:
            if node.op == "placeholder":
                continue
            if node.op == "output":
                made = fx.map_arg(node.args[0], lambda each: copies[each])
                graph.output((made, tuple(values)))
                continue
            copy = graph.node_copy(node, self._taking(node, copies))
            copies[node] = copy
            made = node.meta.get("example_value")
            if node.op == "get_attr" or not isinstance(made, torch.Tensor):
                continue
            if _carries(made):
                copies[node] = self._added(copy, node, made)
            self.results.append(node)
            cut = graph.call_method("detach", (copies[node],))
            values.append(graph.call_method("clone", (cut,)))
        self.module = fx.GraphModule(module, graph)

    def _taking(
        self, node: fx.Node, copies: dict[fx.Node, fx.Node]
    ) -> Callable[[fx.Node], fx.Node]:
        """What each argument becomes: with a zero of its own where a gradient passes."""
        position = -1
        writes = _writes(node)

        def taken(argument: fx.Node) -> fx.Node:
            nonlocal position
            made = argument.meta.get("example_value")
            if not isinstance(made, torch.Tensor):
                return copies[argument]
            position += 1
            if not _carries(made) or writes or node.op not in ("call_function", "call_method"):
                return copies[argument]
            return self._added(copies[argument], (node, position), made)
        return taken

    def _added(
        self, to: fx.Node, place: fx.Node | tuple[fx.Node, int], like: torch.Tensor
    ) -> fx.Node:
        with self._graph.inserting_after(self._after):
            zeros = self._graph.placeholder(f"zeros_{len(self.places)}")
        self._after = zeros
        self.places.append(place)
        self.like.append(torch.zeros(like.shape, dtype=like.dtype, device=like.device))
        return self._graph.call_function(torch.add, (to, zeros))


def _carries(made: torch.Tensor) -> bool:
    """Whether a gradient passes a result: of sizes that are not fixed none can be asked for."""
    return _moves(made) and made.layout == torch.strided and all(
        isinstance(extent, int) for extent in made.shape)


def _writes(node: fx.Node) -> bool:
    """Whether a call writes into what it takes."""
    name = node.target if isinstance(node.target, str) else getattr(node.target, "__name__", "")
    return bool(node.kwargs.get("inplace")) or "out" in node.kwargs or name == "setitem" or (
        name.endswith("_") and not name.endswith("__")) or (
        True in node.args[1:] and name in ("relu", "dropout", "leaky_relu", "elu", "hardtanh"))


# MARK: Around it


class _Kept:
    """What a run may write into: arguments without a gradient, put back as they were."""

    def __init__(self, arguments: Sequence[Any]):
        self._held = [
            (each, each._version, each.detach().clone()) for each in arguments
            if isinstance(each, torch.Tensor) and not each.requires_grad]

    def put_back(self) -> None:
        """Undo what was written."""
        with torch.no_grad():
            for index, (tensor, version, copy) in enumerate(self._held):
                if tensor._version != version:
                    tensor.copy_(copy)
                    self._held[index] = (tensor, tensor._version, copy)


@contextlib.contextmanager
def _settings() -> Iterator[None]:
    """Modules are taken apart, and random numbers are those that run eagerly."""
    import torch._dynamo as dynamo

    torch.compiler.reset()
    with contextlib.ExitStack() as stack:
        if torch.__version__ < (2, 5):
            # Later versions know nothing else.
            stack.enter_context(dynamo.config.patch(inline_inbuilt_nn_modules=True))
        import torch._inductor.config as inductor

        stack.enter_context(inductor.patch(fallback_random=True))
        yield


@contextlib.contextmanager
def _random() -> Iterator[None]:
    """Leave the generators as they were; the function draws the same numbers when it runs next."""
    devices = range(torch.cuda.device_count()) if torch.cuda.is_initialized() else []  # type: ignore[no-untyped-call]
    with torch.random.fork_rng(devices=devices):
        yield


@contextlib.contextmanager
def _explained(name: str) -> Iterator[None]:
    """Say in one line why something was not compiled."""
    try:
        yield
    except VizbpError:
        raise
    except Exception as error:
        if not type(error).__module__.startswith(("torch._dynamo", "torch._inductor")):
            raise
        said = next((line for line in str(error).splitlines() if line.strip()), "it failed")
        raise VizbpError(
            f"{name} cannot compile fn as one graph: {said.strip()}",
            hint="does torch.compile(fn, fullgraph=True) run by itself?") from error
