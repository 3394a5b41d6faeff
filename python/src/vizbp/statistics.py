"""Statistics of a tensor's elements, defined as the program defines them.

Elements that are not finite are counted and left out of the rest. Whoever records, reads or draws a
tensor gets the same numbers, whether Python or the program has measured it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

#: How many bins the histogram of a recorded tensor has.
USUAL_BINS = 30


@dataclass(frozen=True)
class Histogram:
    """Counts of the finite elements between ``len(counts) + 1`` ascending edges.

    A bin holds what is not below its left and below its right edge, the last one its right edge, too.
    """

    edges: tuple[float, ...]
    counts: tuple[int, ...]


@dataclass(frozen=True)
class Summary:
    """Statistics of a tensor's elements.

    Attributes:
        count: How many elements there are.
        mean, std, min, max: Of the finite elements; NaN without one. ``std`` is the population's.
        norm: The Euclidean norm of the finite elements; 0 without one.
        zeros, nan, inf: How many elements are exactly zero, not a number, infinite.
        histogram: How the finite elements are spread; None where bins do not tell them apart.
        notes: What else stands beside the summary in a graph file, such as ``{"of": "magnitudes"}``.
    """

    count: int
    mean: float
    std: float
    min: float
    max: float
    norm: float
    zeros: int = 0
    nan: int = 0
    inf: int = 0
    histogram: Histogram | None = None
    notes: Mapping[str, Any] = field(default_factory=dict)


def even_edges(low: float, high: float, bins: int) -> np.ndarray:
    """The ``bins + 1`` edges of bins of one width, float64; the outermost are exact."""
    steps = (high / 2 - low / 2) / bins * np.arange(bins + 1, dtype=np.float64)
    edges = 2 * (low / 2 + steps)
    edges[0], edges[-1] = low, high
    return edges


def histogram(finite: np.ndarray, bins: int = USUAL_BINS) -> Histogram | None:
    """Count finite numbers in bins of one width from the least of them to the greatest.

    Numbers that are all equal stand in the middle of one bin. None without a number, and where they
    lie too close together, or too far out, for that many bins.
    """
    if finite.size == 0:
        return None
    low, high = float(finite.min()), float(finite.max())
    if low == high:
        room = max(0.5, abs(low) * 2.0**-20)
        if not (math.isfinite(low - room) and math.isfinite(low + room)):
            return None
        if not low - room < low + room:
            return None
        return Histogram((low - room, low + room), (int(finite.size),))
    reach = high / 2 - low / 2
    if not (reach > 0 and math.isfinite(reach) and math.isfinite(bins / reach)):
        return None
    edges = even_edges(low, high, bins)
    if not bool(np.all(edges[:-1] < edges[1:])):
        return None
    places = (finite / 2 - low / 2) * (bins / reach)
    bin_of = places.astype(np.intp)
    # What is near an edge may have been rounded across it.
    places -= bin_of
    unsure = np.flatnonzero((places < 1e-9) | (places > 1 - 1e-9))
    bin_of[unsure] = np.searchsorted(edges, finite[unsure], side="right") - 1
    counts = np.bincount(np.minimum(bin_of, bins - 1), minlength=bins)
    return Histogram(tuple(edges.tolist()), tuple(counts.tolist()))


def summarize(elements: np.ndarray, bins: int | None = USUAL_BINS) -> Summary:
    """Measure an array of any shape: real numbers, integers or booleans.

    Args:
        elements: The elements; they are measured in double precision. Of complex numbers it is the
            magnitudes that are measured, and the summary's notes say so.
        bins: How many bins the histogram has; None leaves it out.

    Sums are pairwise; where they cancel, those of squares go about the mean. Where squares would leave
    the range of double precision, they are in units of a power of two near the largest element.
    """
    notes: dict[str, Any] = {}
    if np.iscomplexobj(elements):
        elements, notes = np.abs(elements), {"of": "magnitudes"}
    x = np.asarray(elements, dtype=np.float64).reshape(-1)
    nan = inf = 0
    finite = x
    # NaN and infinities show in the extremes.
    low, high = (float(x.min()), float(x.max())) if x.size else (math.nan, math.nan)
    if not (math.isfinite(low) and math.isfinite(high)):
        finite = x[np.isfinite(x)]
        nan = int(np.count_nonzero(np.isnan(x)))
        inf = int(x.size - finite.size) - nan
        if finite.size == 0:
            none = math.nan
            return Summary(x.size, none, none, none, none, 0.0, 0, nan, inf, None, notes)
        low, high = float(finite.min()), float(finite.max())
    zeros = int(finite.size - np.count_nonzero(finite))
    mean, std, norm = _moments(finite, low, high)
    found = None if bins is None else histogram(finite, bins)
    return Summary(x.size, mean, std, low, high, norm, zeros, nan, inf, found, notes)


def _moments(finite: np.ndarray, low: float, high: float) -> tuple[float, float, float]:
    largest = max(abs(low), abs(high))
    if largest == 0:
        return 0.0, 0.0, 0.0
    exponent = math.frexp(largest)[1] if not 1e-120 < largest < 1e120 else 0
    scaled = np.ldexp(finite, -exponent) if exponent else finite
    count, squares = finite.size, float(np.square(scaled).sum())
    norm = math.ldexp(math.sqrt(squares), exponent)
    if low == high:
        return low, 0.0, norm
    total = float(scaled.sum())
    # What cancels is 0, and not 5e-17.
    if abs(total) < 1e-10 * math.sqrt(count * squares):
        total = math.fsum(scaled)
    mean = total / count
    variance = squares - total * (total / count)
    if variance < 1e-5 * squares:
        away = scaled - mean
        variance = float(np.square(away).sum()) - float(away.sum()) ** 2 / count
    deviation = math.sqrt(max(variance, 0.0) / count)
    return math.ldexp(mean, exponent), math.ldexp(deviation, exponent), norm
