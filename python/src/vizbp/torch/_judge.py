"""Compare a call's vjp with centred differences, and say what is the matter where they part."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import torch

from ._rerun import CannotRun, Rerun

#: Steps over the scale of a direction, from the one that errs by curvature to the one that errs by
#: rounding.
_STEPS = (1e-4, 1e-5, 1e-6, 1e-3, 1e-7, 1e-8)
_COARSE_STEPS = (1e-2, 3e-3, 3e-2, 1e-3)
#: How far vjp and difference may part, over the size of what is added up: no rule that is wrong
#: comes that near along a random direction, but by chance of one in ten thousand.
_TOLERANCE = 1e-5
_COARSE_TOLERANCE = 2e-2


@dataclass(frozen=True)
class Judgement:
    """What is said of one call.

    Attributes:
        status: ``ok``, ``wrong`` or ``unchecked``.
        error: By how much vjp and difference part, over the size of what is added up.
        reason: Why it is wrong or was not judged, or what to know of one that is right.
        is_random: Whether the call draws random numbers, so that its value is another each time.
    """

    status: str
    error: float | None = None
    reason: str | None = None
    is_random: bool = False


@dataclass(frozen=True)
class _Slope:
    """What was measured along one direction.

    Attributes:
        said: ``<v, d>``: what the vjp says.
        size: The size of the terms that are added up.
        centred: Centred differences by step.
        least, most: By step, how small and how large the slope can be if each element of the
            outputs has one between those of its two sides.
        noise: By step, how far rounding may move a difference.
        stands_still: Whether the function did not move at all at the small steps.
    """

    said: float
    size: float
    centred: dict[float, float]
    least: dict[float, float]
    most: dict[float, float]
    noise: dict[float, float]
    stands_still: bool

    def gap(self, step: float) -> float:
        apart = max(abs(self.said - self.centred[step]) - self.noise[step], 0.0)
        return apart / self.size if apart else 0.0

    @property
    def error(self) -> float:
        return min((self.gap(step) for step in self.centred), default=math.inf)


def judge(rerun: Rerun, directions: int, seed: int) -> Judgement:
    """Judge one call along random directions that move all of its inputs.

    Raises:
        CannotRun: It fails when it is run again.
    """
    generator = torch.Generator().manual_seed(seed)
    if not any(rerun.depends):
        raise CannotRun("none of its outputs has a gradient when it is run again")
    is_random = _is_random(rerun)
    found = _compare(rerun, is_random, directions, generator)
    return replace(found, is_random=is_random)


def _compare(
    rerun: Rerun, is_random: bool, directions: int, generator: torch.Generator
) -> Judgement:
    here = rerun.here
    if is_random and _differs(here, rerun.outputs()[0]):
        return Judgement(
            "unchecked", reason="it draws random numbers that cannot be drawn again")
    cotangents = [
        _cotangent(output, generator) if depends else None
        for output, depends in zip(here, rerun.depends, strict=True)]
    if all(each is None for each in cotangents):
        return Judgement("unchecked", reason="its value is not finite here")
    vjp = rerun.vjp(cotangents)
    if any(each is not None and not torch.isfinite(each).all() for each in vjp):
        return Judgement(
            "unchecked", reason="its gradient is not finite (or it is not differentiable) here")
    worst = 0.0
    remark = "draws random numbers; compared with the same ones" if is_random else None
    for number in range(directions):
        moved = {
            slot: _direction(rerun.points[slot], number, generator) for slot in rerun.moved}
        slope = _measure(rerun, cotangents, vjp, moved)
        tolerance = _tolerance(here)
        if slope.error <= tolerance:
            worst = max(worst, slope.error)
            continue
        found = _parted(slope, tolerance)
        if found is not None and found.status == "ok":
            remark = found.reason
            continue
        if is_random:
            return Judgement(
                "unchecked", slope.error,
                "it draws random numbers, and its gradient is not that of the numbers drawn")
        if found is not None:
            return found
        return Judgement("wrong", slope.error, _accusation(rerun, cotangents, vjp, generator))
    return Judgement("ok", worst, remark)


def _parted(slope: _Slope, tolerance: float) -> Judgement | None:
    """What excuses a difference that is not the vjp's; None where nothing does."""
    if not slope.centred:
        return Judgement(
            "unchecked", reason="it is not finite around here, so there is no difference to compare")
    if slope.stands_still:
        return Judgement(
            "unchecked", slope.error,
            "it is constant around here (a step function): its gradient is a surrogate")
    least, most = _limit(slope.least, slope), _limit(slope.most, slope)
    if least is None or most is None:
        return Judgement(
            "unchecked", slope.error, "it is not differentiable here: its differences do not settle")
    margin = max(10 * tolerance, 1e-4) * slope.size
    if most - least > margin and least - margin <= slope.said <= most + margin:
        return Judgement("ok", 0.0, "at a kink: its gradient lies between the slopes of both sides")
    return None


def _limit(differences: dict[float, float], slope: _Slope) -> float | None:
    """To what differences settle as the step shrinks; None where they do not."""
    steps = sorted(differences, reverse=True)
    best: tuple[float, float] | None = None
    for wide, narrow in zip(steps, steps[1:], strict=False):
        change = abs(differences[wide] - differences[narrow]) - slope.noise[narrow]
        if best is None or change < best[0]:
            best = (change, differences[narrow])
    if best is None or best[0] > 1e-2 * slope.size:
        return None
    return best[1]


def _measure(
    rerun: Rerun, cotangents: list[torch.Tensor | None], vjp: list[torch.Tensor | None],
    moved: dict[int, torch.Tensor],
) -> _Slope:
    """The differences along one direction, at steps that shrink until they agree with the vjp."""
    here = rerun.here
    said, terms = 0.0, 0.0
    for slot, sent in zip(rerun.moved, vjp, strict=True):
        if sent is not None and slot in moved:
            products = _products(sent, moved[slot])
            said += float(products.sum())
            terms += float(products.square().sum())
    magnitude, precision = _rounding(cotangents, here)
    slope = _Slope(said, max(math.sqrt(terms), abs(said)), {}, {}, {}, {}, False)
    still = 0
    for step in _steps(here):
        up, down = (rerun.outputs(moved, step=sign * step)[0] for sign in (1, -1))
        right = _weighed(cotangents, up, here, step)
        left = _weighed(cotangents, here, down, step)
        centred = float((right + left).sum()) / 2
        if not math.isfinite(centred):
            continue
        slope.centred[step] = centred
        slope.least[step] = float(torch.minimum(right, left).sum())
        slope.most[step] = float(torch.maximum(right, left).sum())
        slope.noise[step] = 4 * precision * magnitude / step
        still += not bool(right.any() or left.any())
        size = max(slope.size, abs(centred) - slope.noise[step])
        slope = replace(slope, size=size, stands_still=still >= 3)
        if slope.error <= _tolerance(here):
            break
    return replace(slope, size=slope.size or 1.0)


def _accusation(
    rerun: Rerun, cotangents: list[torch.Tensor | None], vjp: list[torch.Tensor | None],
    generator: torch.Generator,
) -> str:
    """In which of its inputs the vjp is wrong, and how."""
    tolerance, said = _tolerance(rerun.here), []
    for place, slot in enumerate(rerun.moved):
        slopes = [
            _measure(rerun, cotangents, vjp, {
                slot: _direction(rerun.points[slot], number, generator)}) for number in (0, 1)]
        if all(slope.error <= tolerance for slope in slopes):
            continue
        which = "" if len(rerun.moved) == 1 else f" in argument {slot + 1}"
        said.append(f"its gradient{which} {_how(slopes, vjp[place])}")
    return "; ".join(said) or "its gradient is not the derivative of its value"


def _how(slopes: list[_Slope], sent: torch.Tensor | None) -> str:
    pairs = [
        (slope.said, slope.centred[min(slope.centred, key=slope.gap)])
        for slope in slopes if slope.centred]
    if sent is None:
        return "is missing, though its value depends on it"
    if not pairs:
        return "is not the derivative of its value"
    if all(said == 0 for said, _ in pairs):
        return "is 0, though its value depends on it"
    ratios = [said / difference if difference else math.inf for said, difference in pairs]
    said, difference = pairs[0]
    numbers = f"{said:.4g} along a direction where differences say {difference:.4g}"
    if len(ratios) > 1 and math.isclose(ratios[0], ratios[1], rel_tol=1e-4):
        if math.isclose(ratios[0], -1, rel_tol=1e-4):
            return f"has the wrong sign ({numbers})"
        return f"is {ratios[0]:.4g} times what it should be ({numbers})"
    return f"is {numbers}"


def _direction(point: torch.Tensor, number: int, generator: torch.Generator) -> torch.Tensor:
    """A random direction: by turns of each element's own scale, and of the tensor's."""
    noise = torch.randn(
        point.shape, generator=generator,
        dtype=torch.complex128 if point.is_complex() else torch.float64)
    noise = noise.to(point.device, point.dtype)
    size = point.abs()
    size = torch.where(torch.isfinite(size), size, torch.zeros_like(size))
    typical = float(size.square().mean().sqrt()) if size.numel() else 0.0
    typical = typical or 1.0
    scale = torch.where(size > 0, size, torch.full_like(size, typical))
    if number % 2:
        scale = torch.full_like(size, typical)
    return torch.where(torch.isfinite(point.abs()), noise * scale, torch.zeros_like(noise))


def _cotangent(output: torch.Tensor, generator: torch.Generator) -> torch.Tensor | None:
    """A random cotangent, 0 where the output is not finite; None where it is finite nowhere."""
    dtype = torch.complex128 if output.is_complex() else torch.float64
    noise = torch.randn(output.shape, generator=generator, dtype=dtype)
    noise = noise.to(output.device, output.dtype)
    finite = torch.isfinite(output.abs())
    if output.numel() and not finite.any():
        return None
    return torch.where(finite, noise, torch.zeros_like(noise))


def _products(cotangent: torch.Tensor, value: torch.Tensor) -> torch.Tensor:
    products = (cotangent.conj() * value).real.double()
    return torch.where(cotangent == 0, torch.zeros_like(products), products)


def _weighed(
    cotangents: list[torch.Tensor | None], up: list[torch.Tensor], down: list[torch.Tensor],
    step: float,
) -> torch.Tensor:
    """Of each element of the outputs the difference over the step, times its cotangent."""
    return torch.cat([
        _products(cotangent, (high.detach() - low.detach()) / step).reshape(-1).cpu()
        for cotangent, high, low in zip(cotangents, up, down, strict=True)
        if cotangent is not None])


def _rounding(
    cotangents: list[torch.Tensor | None], outputs: list[torch.Tensor]
) -> tuple[float, float]:
    """The size of the terms of ``<g, f(x)>``, and the precision of the coarsest of them."""
    squares, precision = 0.0, 0.0
    for cotangent, output in zip(cotangents, outputs, strict=True):
        if cotangent is not None:
            squares += float(_products(cotangent, output.detach()).square().sum())
            precision = max(precision, torch.finfo(output.dtype).eps)
    return math.sqrt(squares), precision


def _is_coarse(outputs: list[torch.Tensor]) -> bool:
    return any(torch.finfo(output.dtype).bits < 64 for output in outputs if not output.is_complex())


def _steps(outputs: list[torch.Tensor]) -> tuple[float, ...]:
    return _COARSE_STEPS if _is_coarse(outputs) else _STEPS


def _tolerance(outputs: list[torch.Tensor]) -> float:
    return _COARSE_TOLERANCE if _is_coarse(outputs) else _TOLERANCE


def _is_random(rerun: Rerun) -> bool:
    return _differs(rerun.here, rerun.outputs(seed=1)[0])


def _differs(a: list[torch.Tensor], b: list[torch.Tensor]) -> bool:
    return any(
        x.shape != y.shape or not torch.equal(torch.nan_to_num(x), torch.nan_to_num(y))
        for x, y in zip(a, b, strict=True))
