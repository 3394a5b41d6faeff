"""Statistics of a tensor's elements, defined as the program defines them.

Elements that are not finite are counted and left out of the rest. Whoever records, reads or draws a
tensor gets the same numbers, whether Python or the program has measured it.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np

from . import _kernels
from ._kernels import Kernels

#: How many bins the histogram of a recorded tensor has.
USUAL_BINS = 30
#: How many elements are measured at a time.
_BLOCK = 2**16


_new: Any = tuple.__new__


@dataclass(frozen=True)
class Histogram:
    """Counts of the finite elements between ``len(counts) + 1`` ascending edges.

    A bin holds what is not below its left and below its right edge, the last one its right edge,
    too.
    """

    edges: tuple[float, ...]
    counts: tuple[int, ...]


class Summary(NamedTuple):
    """Statistics of a tensor's elements.

    Attributes:
        count: How many elements there are.
        mean, std, min, max: Of the finite elements; NaN without one. ``std`` is the population's.
        norm: The Euclidean norm of the finite elements; 0 without one.
        zeros, nan, inf: How many elements are exactly zero, not a number, infinite.
        histogram: How the finite elements are spread; None where bins do not tell them apart.
        notes: What else stands beside the summary in a graph file: ``{"of": "magnitudes"}``.
    """

    # A tuple is made several times as fast as an object, and a watched step makes hundreds; the
    # number of elements hides the method of tuples that has its name.
    count: int  # type: ignore[assignment]
    mean: float
    std: float
    min: float
    max: float
    norm: float
    zeros: int = 0
    nan: int = 0
    inf: int = 0
    histogram: Histogram | None = None
    notes: Mapping[str, Any] = MappingProxyType({})


_PLAIN = Summary(0, 0, 0, 0, 0, 0).notes


def even_edges(low: float, high: float, bins: int) -> np.ndarray:
    """The ``bins + 1`` edges of bins of one width, float64; the outermost are exact."""
    steps = (high / 2 - low / 2) / bins * np.arange(bins + 1, dtype=np.float64)
    edges = 2 * (low / 2 + steps)
    edges[0], edges[-1] = low, high
    return edges


def bin_edges(low: float, high: float, bins: int) -> np.ndarray | None:
    """``even_edges``; None where numbers lie too close together, or too far out, for them."""
    reach = high / 2 - low / 2
    if not (reach > 0 and math.isfinite(reach) and math.isfinite(bins / reach)):
        return None
    edges = even_edges(low, high, bins)
    return edges if bool(np.all(edges[:-1] < edges[1:])) else None


def one_bin(number: float, count: int) -> Histogram | None:
    """The histogram of numbers that are all equal; None where they lie too far out."""
    room = max(0.5, abs(number) * 2.0**-20)
    if not -math.inf < number - room < number + room < math.inf:
        return None
    return Histogram((number - room, number + room), (count,))


def histogram(
    finite: np.ndarray, bins: int = USUAL_BINS, *, low: float | None = None,
    high: float | None = None,
) -> Histogram | None:
    """Count finite numbers in bins of one width from the least of them to the greatest.

    Numbers that are all equal stand in the middle of one bin. None without a number, and where they
    lie too close together, or too far out, for that many bins.

    Args:
        finite: The numbers, an array of one axis.
        bins: How many bins there are.
        low, high: The least and the greatest number, where they are known.
    """
    if finite.size == 0:
        return None
    low = float(finite.min()) if low is None else low
    high = float(finite.max()) if high is None else high
    if low == high:
        return one_bin(low, int(finite.size))
    edges = bin_edges(low, high, bins)
    if edges is None:
        return None
    reach = high / 2 - low / 2
    # One more, for the last edge itself.
    counts = np.zeros(bins + 1, np.int64)
    # Single precision tells so few bins apart, but for what lies close to an edge.
    single = np.float32(bins / (high - low)) if finite.dtype == np.float32 and bins < 64 else None
    if single is not None and not (0 < single < np.inf and np.isfinite(np.float32(high - low))):
        single = None
    margin = 1e-9 if single is None else 1e-4
    for start in range(0, finite.size, _BLOCK):
        x = finite[start:start + _BLOCK]
        if single is None:
            # Halves, so that the width of the whole range of doubles does not overflow.
            offsets = x.astype(np.float64)
            offsets /= 2
            offsets -= low / 2
            offsets *= bins / reach
        else:
            offsets = x - np.float32(low)
            offsets *= single
        bin_of = np.floor(offsets)
        offsets -= bin_of
        offsets -= 0.5
        unsure = np.flatnonzero(np.abs(offsets, out=offsets) > 0.5 - margin)
        found = bin_of.astype(np.intp)
        found[unsure] = np.searchsorted(edges, x[unsure].astype(np.float64), side="right") - 1
        counts += np.bincount(found, minlength=bins + 1)
    counts[-2] += counts[-1]
    counts = counts[:-1]
    return Histogram(tuple(edges.tolist()), tuple(counts.tolist()))


def _blocks(elements: np.ndarray) -> Iterator[np.ndarray]:
    """The elements as double precision, as many at a time as the processor's cache holds."""
    for start in range(0, elements.size, _BLOCK):
        yield elements[start:start + _BLOCK].astype(np.float64)


def measured(
    kernels: Kernels, address: int, count: int, elements: Any, array: Callable[[Any], np.ndarray],
) -> Summary | None:
    """Measure elements without gaps by the program's loops, without a histogram; None where they
    are not all finite, or so large or small that it takes more care.

    Args:
        kernels: The loops of the elements' precision.
        address, count: Where the first element is, and how many there are; one at least.
        elements, array: The elements, and what makes an array of them where it is needed.
    """
    return completed(kernels.moments(address, count), kernels, address, count, elements, array)


def completed(
    found: Any, kernels: Kernels, address: int, count: int, elements: Any,
    array: Callable[[Any], np.ndarray],
) -> Summary | None:
    """What ``measured`` gives, of moments that the loops have found already."""
    total, squares, low, high = found.sum, found.squares, found.least, found.greatest
    if not 1e-280 < squares < math.inf and not (low == 0 == high and squares == 0):
        return None
    if low == high:
        return Summary(count, low, 0.0, low, high, math.sqrt(squares), found.zeros)
    # What cancels is 0, and not 5e-17.
    if abs(total) < 1e-10 * math.sqrt(count * squares):
        total = math.fsum(array(elements).tolist())
    mean = total / count
    variance = squares - total * mean
    # The two terms nearly cancel: once more, about the mean.
    if variance < 1e-5 * squares:
        about = kernels.deviations(address, count, mean)
        variance = about.second - about.first * (about.first / count)
    deviation = math.sqrt(variance / count) if variance > 0 else 0.0
    summary: Summary = _new(Summary, (
        count, mean, deviation, low, high, math.sqrt(squares), found.zeros, 0, 0, None, _PLAIN))
    return summary


def counted(
    kernels: Kernels, address: int, count: int, low: float, high: float,
) -> Histogram | None:
    """The histogram of finite elements without gaps by the program's loops: ``histogram``'s."""
    if low == high:
        return one_bin(low, count)
    if not kernels.can_bin(low, high, USUAL_BINS):
        return None
    counts = (ctypes.c_uint * _kernels.MOST_BINS)()
    kernels.counts(address, count, low, high, USUAL_BINS, counts)
    return Histogram(
        tuple(even_edges(low, high, USUAL_BINS).tolist()), tuple(counts[:USUAL_BINS]))


def _by_loops(x: np.ndarray, bins: int | None) -> Summary | None:
    loops = _kernels.load()
    if loops is None or not 0 < x.size < 2**32 or bins not in (None, USUAL_BINS):
        return None
    if x.dtype == np.float32:
        kernels = loops[0]
    elif x.dtype == np.float64:
        kernels = loops[1]
    else:
        return None
    address = x.__array_interface__["data"][0]
    found = measured(kernels, address, x.size, x, np.asarray)
    if found is None or bins is None:
        return found
    return found._replace(histogram=counted(kernels, address, x.size, found.min, found.max))


def summarize(elements: np.ndarray, bins: int | None = USUAL_BINS) -> Summary:
    """Measure an array of any shape: real numbers, integers or booleans.

    Args:
        elements: The elements; they are measured in double precision. Of complex numbers it is the
            magnitudes that are measured, and the summary's notes say so.
        bins: How many bins the histogram has; None leaves it out.

    Sums are pairwise; where they cancel, those of squares go about the mean. Where squares would
    leave the range of double precision, they are in units of a power of two near the largest
    element.
    """
    notes: dict[str, Any] = {}
    if np.iscomplexobj(elements):
        elements, notes = np.abs(elements.astype(np.complex128)), {"of": "magnitudes"}
    # In the order of memory, which is that of the elements or of their transpose.
    x = np.asarray(elements).ravel(order="K")
    by_loops = _by_loops(x, bins)
    if by_loops is not None:
        return by_loops._replace(notes=notes) if notes else by_loops
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
    zeros = int(np.count_nonzero(finite == 0))
    mean, std, norm = _moments(finite, low, high)
    found = None if bins is None else histogram(finite, bins, low=low, high=high)
    return Summary(x.size, mean, std, low, high, norm, zeros, nan, inf, found, notes)


def _moments(finite: np.ndarray, low: float, high: float) -> tuple[float, float, float]:
    """Mean, standard deviation and norm."""
    largest = max(abs(low), abs(high))
    if largest == 0:
        return 0.0, 0.0, 0.0
    exponent = math.frexp(largest)[1] if not 1e-120 < largest < 1e120 else 0
    if exponent:
        finite = np.ldexp(finite.astype(np.float64), -exponent)
    count, total, squares = finite.size, 0.0, 0.0
    for x in _blocks(finite):
        total += float(x.sum())
        squares += float(np.square(x, out=x).sum())
    norm = math.ldexp(math.sqrt(squares), exponent)
    if low == high:
        return low, 0.0, norm
    # What cancels is 0, and not 5e-17.
    if abs(total) < 1e-10 * math.sqrt(count * squares):
        total = math.fsum(finite.tolist())
    mean = total / count
    variance = squares - total * (total / count)
    if variance < 1e-5 * squares:
        rest = variance = 0.0
        for x in _blocks(finite):
            x -= mean
            rest += float(x.sum())
            variance += float(np.square(x, out=x).sum())
        variance -= rest * (rest / count)
    deviation = math.sqrt(max(variance, 0.0) / count)
    return math.ldexp(mean, exponent), math.ldexp(deviation, exponent), norm
