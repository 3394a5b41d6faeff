"""Why a training's numbers stopped being numbers, in words: the first node that was not finite,
what went into it, and how it reached the loss."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Mapping, Sequence

from ..events import NodeRecord
from ..statistics import Summary
from ._names import Site
from ._structure import Plan


def explain(plan: Plan, records: Mapping[str, NodeRecord], step: int) -> str | None:
    """What happened, in the sentences that the program has for it; None where all is finite."""
    output = plan.output or plan.sites[-1]
    consumers: dict[Site, list[Site]] = {}
    for site in plan.sites:
        for each in site.inputs:
            consumers.setdefault(each, []).append(site)

    def value(site: Site) -> Summary | None:
        return records[site.id].value if site.id in records else None

    def gradient(site: Site) -> Summary | None:
        return records[site.id].gradient if site.id in records else None

    for site in plan.sites:
        found = value(site)
        if found is not None and _is_broken(found):
            way = _way(_path(site, output, consumers))
            arrival = f"It reaches the loss by {way}." if way else (
                "Nothing lies between it and the loss.")
            if site.role == "parameter":
                return (
                    f"Step {step}: the parameter {site.id} is {_words(found)} before anything is"
                    f" computed: the update of the step before broke it. {arrival}")
            if not site.inputs:
                return f"Step {step}: the input {site.id} is {_words(found)}. {arrival}"
            return (
                f"Step {step}: the value of {site.id} ({site.op}) is the first that is"
                f" {_words(found)}, computed{_causes(site.inputs, value)}. {arrival}")
    for site in reversed(plan.sites):
        found = gradient(site)
        if found is not None and _is_broken(found):
            way = _way(list(reversed(_path(site, output, consumers)))) or site.id
            return (
                f"Step {step}: all values are finite; the gradient of {site.id} is the first that"
                f" is {_words(found)}, sent{_causes(consumers.get(site, []), gradient)}. The way"
                f" back from the loss is {way}.")
    return None


def _is_broken(found: Summary) -> bool:
    return found.nan + found.inf > 0


def _causes(sites: Sequence[Site], what) -> str:  # type: ignore[no-untyped-def]
    told = []
    for site in sites:
        found = what(site)
        told.append(f"{site.id} ({'unknown' if found is None else _range(found)})")
    return f" from {', '.join(told)}" if told else ""


def _words(found: Summary) -> str:
    parts = [(n, word) for n, word in ((found.nan, "NaN"), (found.inf, "infinite")) if n]
    if found.count == 1 and parts:
        return parts[0][1]
    return " and ".join(f"{word} in {n} of {found.count} elements" for n, word in parts)


def _range(found: Summary) -> str:
    if found.count == 1:
        return _number(math.nan if found.nan else found.mean)
    return f"{_number(found.min)} … {_number(found.max)}"


def _number(x: float) -> str:
    """A number as a sentence has it: four digits, a proper minus."""
    if math.isnan(x):
        return "NaN"
    if math.isinf(x):
        return "∞" if x > 0 else "−∞"
    text = f"{x:.4g}" if x == 0 or 1e-3 <= abs(x) < 1e4 else f"{x:.2e}"
    mantissa, e, exponent = text.partition("e")
    shown = mantissa.replace("-", "−")
    return f"{shown}e{str(int(exponent)).replace('-', '−')}" if e else shown


def _path(start: Site, end: Site, consumers: Mapping[Site, Sequence[Site]]) -> list[Site]:
    """The shortest way along the wires, both ends included."""
    before: dict[Site, Site] = {start: start}
    queue = deque([start])
    while queue and end not in before:
        site = queue.popleft()
        for each in consumers.get(site, ()):
            if each not in before:
                before[each] = site
                queue.append(each)
    if end not in before:
        return [start]
    path = [end]
    while path[-1] is not start:
        path.append(before[path[-1]])
    return path[::-1]


def _way(path: Sequence[Site]) -> str:
    return " → ".join(site.id for site in path) if len(path) > 1 else ""
