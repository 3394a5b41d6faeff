"""From what one step recorded to its graph: which call took what of which."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import torch

from ..graph import Graph, Node
from ..torch._ops import of_node
from ._entries import Entry
from ._names import Site
from ._tape import Tape


class Plan:
    """The graph of steps that make the same calls.

    Attributes:
        sites: Its nodes, each after its inputs.
        output: The loss; None where it is not known what it was computed from.
        calls: Those that stand for calls, which are measured.
    """

    def __init__(self, sites: list[Site], output: Site | None, calls: set[Site]):
        self.sites = sites
        self.output = output
        self.calls = calls

    def graph(self, name: str | None = None) -> Graph:
        """The graph, without values."""
        nodes = [
            Node(
                site.id, site.op, [each.id for each in site.inputs], label=site.label,
                scope=site.scope or None, shape=site.shape, dtype=site.dtype, source=site.source,
                attributes=dict(site.attributes),
                role="output" if site is self.output else site.role)
            for site in self.sites]
        return Graph(nodes, [self.output.id] if self.output else [], name)


def signature(entries: Sequence[Entry]) -> tuple[str, ...]:
    """What steps that make the same calls have in common."""
    return tuple(entry.site.id for entry in entries)


def make(tape: Tape, losses: Sequence[torch.Tensor]) -> Plan:
    """The graph of a step whose calls were recorded with what they took.

    What the losses do not depend on is left out, such as another model's part of the loop.
    """
    return _Maker(tape, losses).plan()


class _Maker:
    def __init__(self, tape: Tape, losses: Sequence[torch.Tensor]):
        self._tape, self._names = tape, tape.names
        # The last call at each site tells what it takes.
        self._entries = {entry.site: entry for entry in tape.entries}
        self._by_node: dict[int, Site] = {}
        for entry in tape.entries:
            for node in entry.nodes:
                self._by_node[id(node)] = entry.site
        self._ends = [loss.grad_fn for loss in losses if loss.grad_fn is not None]
        self._alive: list[Any] = []
        self._reached = self._reach()
        if not any(id(node) in self._reached for entry in tape.entries for node in entry.nodes):
            # They are of a run that was not kept, as the first of a closure's is.
            self._ends, self._reached = [], set()
        self._sites: list[Site] = []
        self._added: set[Site] = set()
        self._data: dict[int, Site] = {}
        self._others: set[Site] = set()
        self._numbers: dict[str, int] = {}

    def plan(self) -> Plan:
        calls = {
            site for site, entry in self._entries.items()
            if (any(id(node) in self._reached for node in entry.nodes)
                if self._ends else entry.gradients)}
        for entry in self._tape.entries:
            if entry.site in calls and self._entries[entry.site] is entry:
                self._add(entry.site, self._sources(entry))
        output = self._adopt(self._ends[0]) if self._ends else None
        if output is None and self._sites:
            output = self._sites[-1]
        for entry in self._entries.values():
            entry.site.data = list(self._others_of(entry))
        used = set(self._sites)
        self._sites += [site for _, site in self._names.parameters if site not in used]
        return Plan(self._sites, output, calls)

    def _reach(self) -> set[int]:
        found: set[int] = set()
        waiting = list(self._ends)
        while waiting:
            node = waiting.pop()
            if id(node) in found:
                continue
            found.add(id(node))
            self._alive.append(node)
            waiting += [after for after, _ in node.next_functions if after is not None]
        return found

    def _add(self, site: Site, inputs: Iterable[Site]) -> None:
        if site not in self._added:
            site.inputs = list(inputs)
            self._added.add(site)
            self._sites.append(site)

    def _sources(self, entry: Entry) -> list[Site]:
        inputs = []
        for index, source in enumerate(entry.sources):
            known = self._names.leaves.get(id(source.tensor)) if source.node is None else (
                self._adopt(source.node))
            if known is None:
                known = self._data_site(source.tensor, entry, index)
            self._leaf(known)
            inputs.append(known)
        return inputs

    def _others_of(self, entry: Entry) -> Iterator[tuple[int | str, Site]]:
        """Where among a call's arguments there is what no call has made."""
        for source in entry.sources:
            if source.argument is not None:
                site = self._data.get(id(source.tensor)) if source.node is None else (
                    self._by_node.get(id(source.node)))
                if site in self._others:
                    yield source.argument, site

    def _leaf(self, site: Site) -> None:
        if site not in self._added:
            self._added.add(site)
            self._sites.append(site)

    def _data_site(self, tensor: torch.Tensor, entry: Entry, index: int) -> Site:
        site = self._data.get(id(tensor))
        if site is None:
            name = self._tape.argument_name(tensor)
            if name is None:
                name = "target" if not entry.site.scope else "input"
            if tensor.dim() == 0 and not tensor.is_nested:
                # No example, such as how many there are, by which a loss is divided.
                site = self._again("constant", "constant", "constant")
            else:
                site = self._again(name, "input", "data")
            site.describe(tensor)
            self._data[id(tensor)] = site
            self._others.add(site)
            self._tape.take_leaf(entry.site, index, site)
        return site

    def _again(self, name: str, op: str, role: str | None = None) -> Site:
        """The next site of a name that no call has, the same one in every graph."""
        number = self._numbers[name] = self._numbers.get(name, 0) + 1
        site = self._names.others.get((name, number))
        if site is None:
            site = self._names.others[name, number] = Site(self._names.new(name), op, "", role)
        return site

    def _adopt(self, node: Any) -> Site:
        """The site of an autograd node; one of its own where no call made it, and for those behind
        it, which come first."""
        waiting = [node]
        while waiting:
            top = waiting[-1]
            if self._known(top) is not None:
                waiting.pop()
                continue
            after = [each for each, _ in top.next_functions if each is not None]
            missing = [each for each in after if self._known(each) is None]
            if missing:
                waiting += missing[::-1]
                continue
            op = of_node(top)
            site = self._by_node[id(top)] = self._again(op.removeprefix("custom_"), op)
            self._others.add(site)
            self._tape.take_unseen(top, site)
            if site.shape is None and len(top._input_metadata) == 1:
                site.shape = tuple(top._input_metadata[0].shape)
            self._alive.append(top)
            inputs = [self._known(each) for each in after]
            self._add(site, [each for each in inputs if each is not None])
        return self._known(node)  # type: ignore[return-value]

    def _known(self, node: Any) -> Site | None:
        site = self._by_node.get(id(node))
        if site is None and hasattr(node, "variable"):
            variable = node.variable
            site = self._names.leaves.get(id(variable))
            if site is None:
                site = self._again("input", "input")
                site.describe(variable)
            self._by_node[id(node)] = site
            self._alive.append(node)
        if site is not None and site.op in ("parameter", "input"):
            self._leaf(site)
        return site
