"""Numbers, arrays and summaries as graph JSON has them, and back; numbers round-trip exactly."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from .errors import VizbpError
from .statistics import Histogram, Summary, summarize

#: What a node's value or gradient is: all its elements, or statistics of them.
TensorData = np.ndarray | Summary

_WORDS = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}
_COUNTS = ("zeros", "nan", "inf")
_NUMBERS = ("mean", "std", "min", "max", "norm")


def number(value: float) -> float | int | str:
    """A number as JSON has it; a word where JSON has none."""
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return value


def encode(data: TensorData) -> Any:
    """A value or gradient as graph JSON has it: a number, nested arrays, or a summary.

    Whole numbers that no 64-bit float holds exactly, and complex numbers, for which graph JSON has
    no form, become summaries that say so; the parts of complex numbers stand beside theirs.
    """
    if isinstance(data, Summary):
        return _encode_summary(data)
    if data.dtype.kind == "c":
        # In the order of the file: what is read back has the same statistics to the last bit.
        data = data.astype(np.complex128, order="C")
        summary = _encode_summary(summarize(data))
        return {**summary, "real": encode(data.real), "imaginary": encode(data.imag)}
    if data.dtype.kind in "iu":
        if data.size and not bool(np.all(data.astype(np.float64).astype(data.dtype) == data)):
            return _encode_summary(summarize(data))
        return data.tolist()
    if data.dtype.kind == "b":
        return data.tolist()
    # Doubles have every number of the narrower types, and their shortest digits read as the same.
    wide = data.astype(np.float64)
    if bool(np.isfinite(wide).all()):
        return wide.tolist()
    return _with_words(wide.tolist())


def _with_words(value: Any) -> Any:
    return [_with_words(each) for each in value] if isinstance(value, list) else number(value)


def _encode_summary(summary: Summary) -> dict[str, Any]:
    fields: dict[str, Any] = {"count": summary.count}
    fields |= {name: number(getattr(summary, name)) for name in _NUMBERS}
    fields |= {name: getattr(summary, name) for name in _COUNTS}
    if summary.histogram is not None:
        fields["histogram"] = {
            "edges": [number(edge) for edge in summary.histogram.edges],
            "counts": list(summary.histogram.counts),
        }
    return {"summary": fields, **plain(summary.notes)}


def decode(value: Any, dtype: str | None = None) -> TensorData | None:
    """A value or gradient of graph JSON; complex numbers come back from their parts."""
    if value is None:
        return None
    if isinstance(value, Mapping):
        if "real" in value and "imaginary" in value:
            real = _array(value["real"], None)
            found = np.empty(real.shape, np.complex128)
            # A product with 1j would make NaN of infinities, and lose the sign of zeros.
            found.real, found.imag = real, _array(value["imaginary"], None)
            return found
        return _decode_summary(value)
    return _array(value, dtype)


def _array(value: Any, dtype: str | None) -> np.ndarray:
    kind = {"float32": np.float32, "bool": np.bool_}.get(dtype or "", np.float64)
    if dtype is not None and dtype.startswith(("int", "uint")):
        kind = np.int64
    try:
        return np.asarray(_without_words(value), dtype=kind)
    except (TypeError, ValueError, OverflowError) as error:
        raise VizbpError("a value is no number and no array of numbers") from error


def _without_words(value: Any) -> Any:
    if isinstance(value, list):
        return [_without_words(each) for each in value]
    return _WORDS[value] if isinstance(value, str) and value in _WORDS else value


def _decode_summary(value: Mapping[str, Any]) -> Summary:
    fields = value.get("summary")
    if not isinstance(fields, Mapping):
        raise VizbpError("a value is an object without a summary")
    try:
        found = fields.get("histogram")
        return Summary(
            count=fields["count"],
            **dict[str, Any](
                {name: float(_without_words(fields[name])) for name in _NUMBERS}
                | {name: fields.get(name, 0) for name in _COUNTS}),
            histogram=found and Histogram(
                tuple(float(_without_words(edge)) for edge in found["edges"]),
                tuple(found["counts"])),
            notes={key: each for key, each in value.items() if key != "summary"},
        )
    except (KeyError, TypeError, ValueError) as error:
        raise VizbpError(f"a summary lacks {error}") from error


def plain(value: Any) -> Any:
    """Anything as JSON can say it: NumPy's numbers, tuples as lists, the rest as text."""
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, (np.ndarray, Summary)):
        return encode(value)
    if isinstance(value, (int, np.integer)):
        return int(value)
    if isinstance(value, (float, np.floating)):
        return number(float(value))
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    if isinstance(value, (set, frozenset)):
        return sorted(plain(each) for each in value)
    return str(value)


def text(value: Any) -> str:
    """JSON on one line; what is in it must have gone through ``encode`` and ``plain``."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
