"""The program's own measuring loops, where a wheel carries them: one pass takes all of a tensor.

Without them NumPy or PyTorch measures, in several passes.
"""

from __future__ import annotations

import ctypes
import os
from functools import cache
from pathlib import Path
from typing import Any

#: Names a library that is used in place of the one that the wheel carries; empty: none is.
VARIABLE = "VIZBP_KERNELS"


class _Moments(ctypes.Structure):
    _fields_ = [
        ("sum", ctypes.c_double), ("squares", ctypes.c_double), ("least", ctypes.c_double),
        ("greatest", ctypes.c_double), ("zeros", ctypes.c_long)]


class _Pair(ctypes.Structure):
    _fields_ = [("first", ctypes.c_double), ("second", ctypes.c_double)]


class Kernels:
    """The loops of one precision, by the address of a tensor's first element.

    Attributes:
        moments: ``(address, count)`` → sum, sum of squares, least, greatest, zeros; of numbers that
            are not finite the squares are not, either.
        deviations: ``(address, count, centre)`` → sums of the deviations and of their squares.
        distances: ``(address, first, second, count)`` → the squared distances from two others.
        followed: ``(address, before, origin, count, apart)`` → the moments; puts the distances from
            ``before`` and ``origin`` into ``apart``, then the elements into ``before``; of single
            precision alone.
        counts: ``(address, count, low, high, bins, counts)`` adds how many finite numbers stand in
            each of so many even bins, where ``can_bin`` says that they are told apart.
        can_bin: ``(low, high, bins)`` → whether that many bins can be told apart.
    """

    def __init__(self, library: ctypes.CDLL, suffix: str):
        address, count = ctypes.c_void_p, ctypes.c_long
        self.moments = _function(library, f"viz_moments_{suffix}", _Moments, [address, count])
        self.deviations = _function(
            library, f"viz_deviations_{suffix}", _Pair, [address, count, ctypes.c_double])
        self.distances = _function(
            library, f"viz_distances_{suffix}", _Pair, [address, address, address, count])
        self.followed = None if suffix != "f" else _function(
            library, "viz_followed_f", _Moments,
            [address, address, address, count, ctypes.POINTER(_Pair)])
        bins, number = ctypes.c_int, ctypes.c_double
        self.counts = _function(
            library, f"viz_histogram_{suffix}", None,
            [address, count, number, number, bins, ctypes.POINTER(ctypes.c_uint)])
        self.can_bin = _function(library, "viz_can_bin", bins, [number, number, bins])


#: What ``followed`` puts distances into.
Apart = _Pair
#: The most bins that the loops count in.
MOST_BINS = 32


def _function(library: ctypes.CDLL, name: str, result: Any, arguments: list[Any]) -> Any:
    function = getattr(library, name)
    function.restype, function.argtypes = result, arguments
    return function


@cache
def load() -> tuple[Kernels, Kernels] | None:
    """The loops of single and of double precision; None where there is no library."""
    named = os.environ.get(VARIABLE)
    if named == "":
        return None
    path = Path(named) if named else Path(__file__).parent / "_lib" / "libvizkernels.so"
    try:
        library = ctypes.CDLL(os.fspath(path))
        return Kernels(library, "f"), Kernels(library, "d")
    except (OSError, AttributeError):
        return None
