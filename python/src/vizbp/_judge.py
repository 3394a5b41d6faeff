"""Compare a call's vjp with centred differences, and say what is the matter where they part.

Which engine made the call does not matter here: it runs it again, on arrays.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

#: Steps over the scale of a direction, from the one that errs by curvature to the one that errs by
#: rounding.
_STEPS = (1e-4, 1e-5, 1e-6, 1e-3, 1e-7, 1e-8)
_COARSE_STEPS = (1e-2, 3e-3, 3e-2, 1e-3)
#: How far vjp and difference may part, over the size of what is added up: no rule that is wrong
#: comes that near along a random direction, but by chance of one in ten thousand.
_TOLERANCE = 1e-5
_COARSE_TOLERANCE = 2e-2
#: How small all others are beside a magnitude that masks.
_MASKING = 1e-3


class CannotRun(Exception):
    """The call cannot be run again: str(error) says why."""


class ArgumentsMissing(CannotRun):
    """An argument cannot be had again: str(error) says which, and why."""


class Rerun(Protocol):
    """A call on its own inputs, at which an engine evaluates it again and again.

    Attributes:
        moved: Which of its inputs get a gradient, by their indices among its arguments.
        points: Those inputs, by their indices; what is not finite is not moved.
        here: The floating-point outputs at the inputs themselves.
        depends: Which of them have a gradient.
        precisions: The machine epsilon of each of them.
        is_structured: Whether it is a function of symmetric or triangular matrices that reads one
            half of them: they are moved such that they stay what they are.
        draws: Whether it is known to draw random numbers.
        is_custom: Whether somebody wrote its gradient rule, and not the engine's makers.
        arrived: What each output was sent where the engine ran; None where nothing was, or it was
            not kept.
    """

    moved: list[int]
    points: dict[int, np.ndarray]
    here: list[np.ndarray]
    depends: list[bool]
    precisions: list[float]
    is_structured: bool
    draws: bool
    is_custom: bool
    arrived: list[np.ndarray | None]

    def outputs(
        self, offsets: dict[int, np.ndarray] | None = None, step: float = 0.0, seed: int = 0,
    ) -> list[np.ndarray]:
        """The floating-point outputs at ``point + step · offset``; the same ``seed`` makes the call
        draw the same random numbers. Raises CannotRun where it fails."""
        ...

    def vjp(self, cotangents: list[np.ndarray | None]) -> list[np.ndarray | None]:
        """What the engine sends to each of ``moved``, for a cotangent of each output; None where it
        sends nothing. Raises CannotRun where it fails."""
        ...


@dataclass(frozen=True)
class Judgement:
    """What is said of one call.

    Attributes:
        status: ``ok``, ``wrong`` or ``unchecked``.
        error: By how much vjp and difference part, over the size of what is added up.
        reason: Why it is wrong or was not judged, or what to know of one that is right.
        is_random: Whether the call draws random numbers, so that its value is another each time.
        cannot_be_sent: Whether the engine refused the cotangents.
    """

    status: str
    error: float | None = None
    reason: str | None = None
    is_random: bool = False
    cannot_be_sent: bool = False


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
        found = apart / self.size if apart else 0.0
        return found if math.isfinite(found) else math.inf

    @property
    def error(self) -> float:
        return min((self.gap(step) for step in self.centred), default=math.inf)


def judge(rerun: Rerun, directions: int, seed: int) -> Judgement:
    """Judge one call along random directions that move all of its inputs.

    Raises:
        CannotRun: It fails when it is run again.
    """
    generator = np.random.default_rng(seed)
    if not any(rerun.depends):
        raise CannotRun("none of its outputs has a gradient when it is run again")
    is_random = _differs(rerun, rerun.outputs(seed=1)) or rerun.draws
    if is_random and _differs(rerun, rerun.outputs()):
        return Judgement(
            "unchecked", reason="it draws random numbers that cannot be drawn again",
            is_random=True)
    cotangents = [
        _cotangent(output, generator) if depends else None
        for output, depends in zip(rerun.here, rerun.depends, strict=True)]
    if all(each is None for each in cotangents):
        return Judgement("unchecked", reason="its value is not finite here", is_random=is_random)
    with np.errstate(all="ignore"):
        found = _compare(rerun, cotangents, is_random, directions, generator)
        if not rerun.is_custom and (found.status == "wrong" or found.cannot_be_sent):
            found = _narrower(rerun, cotangents, is_random, directions, generator) or found
    if found.cannot_be_sent:
        raise CannotRun(found.reason or "its backward pass fails when it is run again")
    return replace(found, is_random=is_random)


def _narrower(
    rerun: Rerun, cotangents: list[np.ndarray | None], is_random: bool, directions: int,
    generator: np.random.Generator,
) -> Judgement | None:
    """What is said of a function of the engine that is differentiable along some directions alone;
    None where it is wrong along these, too.

    Of symmetric matrices many read one half. The singular vectors of a matrix are determined up to
    a rotation: only what does not depend on it has a gradient, so that the one that arrived says
    more than a random one.
    """
    arrived = [
        None if random is None or each is None or each.shape != random.shape
        else np.where(np.isfinite(random) & np.isfinite(each), each, 0).astype(random.dtype)
        for random, each in zip(cotangents, rerun.arrived, strict=True)]
    given = [cotangents] if all(each is None for each in arrived) else [cotangents, arrived]
    usual = rerun.is_structured
    try:
        for is_structured in (usual, True) if _may_be_structured(rerun) else (usual,):
            for tried in given:
                if is_structured == usual and tried is cotangents:
                    continue
                rerun.is_structured = is_structured
                found = _compare(rerun, tried, is_random, directions, generator)
                if found.status == "ok":
                    said = "compared along the gradient that it was sent"
                    return replace(found, reason=said) if tried is arrived else found
    finally:
        rerun.is_structured = usual
    return None


def _may_be_structured(rerun: Rerun) -> bool:
    """Whether an input is a symmetric or triangular matrix, or several of them."""
    for point in rerun.points.values():
        if point.ndim >= 2 and point.shape[-1] == point.shape[-2] > 1 and (
                np.allclose(point, _turned(point), rtol=1e-6)
                or any(np.array_equal(point, half(point)) for half in (np.tril, np.triu))):
            return True
    return False


def _compare(
    rerun: Rerun, cotangents: list[np.ndarray | None], is_random: bool, directions: int,
    generator: np.random.Generator,
) -> Judgement:
    try:
        vjp = rerun.vjp(cotangents)
    except CannotRun as error:
        return Judgement("unchecked", reason=str(error), cannot_be_sent=True)
    if any(each is not None and not np.isfinite(each).all() for each in vjp):
        return Judgement(
            "unchecked", reason="its gradient is not finite (or it is not differentiable) here")
    worst, tolerance = 0.0, _tolerance(rerun)
    remark = "draws random numbers; compared with the same ones" if is_random else None
    for number in range(directions):
        moved = {slot: _direction(rerun, slot, number, generator) for slot in rerun.moved}
        slope = _measure(rerun, cotangents, vjp, moved)
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
            "unchecked",
            reason="it is not finite around here, so there is no difference to compare")
    if slope.stands_still:
        return Judgement(
            "unchecked", slope.error,
            "it is constant around here (a step function): its gradient is a surrogate")
    least, most = _limit(slope.least, slope), _limit(slope.most, slope)
    if least is None or most is None:
        return Judgement(
            "unchecked", slope.error,
            "it is not differentiable here: its differences do not settle")
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
    rerun: Rerun, cotangents: list[np.ndarray | None], vjp: list[np.ndarray | None],
    moved: dict[int, np.ndarray],
) -> _Slope:
    """The differences along one direction, at steps that shrink until they agree with the vjp."""
    here = rerun.here
    said, terms = 0.0, 0.0
    for slot, sent in zip(rerun.moved, vjp, strict=True):
        if sent is not None and slot in moved:
            products = _products(sent, moved[slot])
            said += float(products.sum())
            terms = math.hypot(terms, _norm(products))
    magnitude, precision = _rounding(rerun, cotangents)
    slope = _Slope(said, max(terms, abs(said)), {}, {}, {}, {}, False)
    still = 0
    for step in _COARSE_STEPS if _is_coarse(rerun) else _STEPS:
        up, down = (rerun.outputs(moved, step=sign * step) for sign in (1, -1))
        right = _weighed(cotangents, up, here, step)
        left = _weighed(cotangents, here, down, step)
        centred = float((right + left).sum()) / 2
        if not math.isfinite(centred):
            continue
        slope.centred[step] = centred
        slope.least[step] = float(np.minimum(right, left).sum())
        slope.most[step] = float(np.maximum(right, left).sum())
        slope.noise[step] = 4 * precision * magnitude / step
        still += not bool(right.any() or left.any())
        size = max(slope.size, abs(centred) - slope.noise[step])
        slope = replace(slope, size=size, stands_still=still >= 3)
        if slope.error <= _tolerance(rerun):
            break
    return replace(slope, size=slope.size or 1.0)


def _accusation(
    rerun: Rerun, cotangents: list[np.ndarray | None], vjp: list[np.ndarray | None],
    generator: np.random.Generator,
) -> str:
    """In which of its inputs the vjp is wrong, and how."""
    tolerance, said = _tolerance(rerun), []
    for index, slot in enumerate(rerun.moved):
        slopes = [
            _measure(rerun, cotangents, vjp, {
                slot: _direction(rerun, slot, number, generator)}) for number in (0, 1)]
        if all(slope.error <= tolerance for slope in slopes):
            continue
        which = "" if len(rerun.moved) == 1 else f" in argument {slot + 1}"
        said.append(f"its gradient{which} {_how(slopes, vjp[index])}")
    return "; ".join(said) or "its gradient is not the derivative of its value"


def _how(slopes: list[_Slope], sent: np.ndarray | None) -> str:
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


def _direction(
    rerun: Rerun, slot: int, number: int, generator: np.random.Generator
) -> np.ndarray:
    """A random direction: by turns of each element's own scale, and of the tensor's."""
    point = rerun.points[slot]
    noise = _noise(point, generator)
    size = np.abs(point)
    is_finite = np.isfinite(size)
    size = np.where(is_finite, size, 0)
    typical = _typical(size) or 1.0
    scale = np.full_like(size, typical) if number % 2 else np.where(size > 0, size, typical)
    moved = np.where(is_finite, noise * scale, 0).astype(point.dtype)
    return _structured(moved, point) if rerun.is_structured and point.ndim >= 2 else moved


def _typical(size: np.ndarray) -> float:
    """The root mean square of magnitudes, but for those that stand for minus infinity, as a mask
    has them."""
    largest = float(size.max(initial=0.0))
    others = size[size < largest / 2]
    if others.size and 0 < others.max() < _MASKING * largest:
        size = others
    return _norm(size) / math.sqrt(size.size) if size.size else 0.0


def _structured(moved: np.ndarray, point: np.ndarray) -> np.ndarray:
    """A direction along which symmetric matrices stay symmetric, and triangular ones triangular."""
    if point.shape[-1] != point.shape[-2]:
        return moved
    for half in (np.tril, np.triu):
        if np.array_equal(point, half(point)):
            return np.asarray(half(moved))
    return np.asarray((moved + _turned(moved)) / 2)


def _turned(matrix: np.ndarray) -> np.ndarray:
    return np.asarray(np.conj(np.swapaxes(matrix, -1, -2)))


def _cotangent(output: np.ndarray, generator: np.random.Generator) -> np.ndarray | None:
    """A random cotangent, 0 where the output is not finite; None where it is finite nowhere."""
    noise = _noise(output, generator)
    is_finite = np.isfinite(output)
    if output.size and not is_finite.any():
        return None
    return np.where(is_finite, noise, 0).astype(output.dtype)


def _noise(like: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    noise = generator.standard_normal(like.shape)
    return noise + 1j * generator.standard_normal(like.shape) if np.iscomplexobj(like) else noise


def _products(cotangent: np.ndarray, value: np.ndarray) -> np.ndarray:
    products = np.real(np.conj(cotangent) * value).astype(np.float64)
    return np.where(cotangent == 0, 0.0, products)


def _weighed(
    cotangents: list[np.ndarray | None], up: list[np.ndarray], down: list[np.ndarray],
    step: float,
) -> np.ndarray:
    """Of each element of the outputs the difference over the step, times its cotangent."""
    return np.concatenate([
        _products(cotangent, (high - low) / step).reshape(-1)
        for cotangent, high, low in zip(cotangents, up, down, strict=True)
        if cotangent is not None])


def _rounding(rerun: Rerun, cotangents: list[np.ndarray | None]) -> tuple[float, float]:
    """The size of the terms of ``<g, f(x)>``, and the precision of the coarsest of them."""
    size, precision = 0.0, 0.0
    for cotangent, output, epsilon in zip(
            cotangents, rerun.here, rerun.precisions, strict=True):
        if cotangent is not None:
            size = math.hypot(size, _norm(_products(cotangent, output)))
            precision = max(precision, epsilon)
    return size, precision


def _norm(terms: np.ndarray) -> float:
    """The root of the sum of squares, where squares leave the range of double precision, too."""
    largest = float(np.abs(terms).max(initial=0.0))
    if largest == 0 or not math.isfinite(largest):
        return largest
    return largest * math.sqrt(float(np.square(terms / largest).sum()))


def _is_coarse(rerun: Rerun) -> bool:
    """Whether an output has less than double precision."""
    return any(epsilon > 1e-12 for epsilon in rerun.precisions)


def _tolerance(rerun: Rerun) -> float:
    return _COARSE_TOLERANCE if _is_coarse(rerun) else _TOLERANCE


def _differs(rerun: Rerun, others: list[np.ndarray]) -> bool:
    """Whether outputs are others than those of the call, by more than rounding: with a gradient
    some are computed in another way than without."""
    for here, other, epsilon in zip(rerun.here, others, rerun.precisions, strict=True):
        if here.shape != other.shape:
            return True
        both = np.isfinite(here) & np.isfinite(other)
        if not np.array_equal(np.isnan(here), np.isnan(other)) or not np.array_equal(
                here[~both], other[~both], equal_nan=True):
            return True
        size = float(np.abs(here[both]).max(initial=0.0))
        if float(np.abs(here[both] - other[both]).max(initial=0.0)) > 1e4 * epsilon * size:
            return True
    return False
