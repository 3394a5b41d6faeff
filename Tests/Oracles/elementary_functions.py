#!/usr/bin/env python3
"""Elementary functions at points of both precisions, from 400-digit arithmetic.

A line has the function, the precision, the point, the value rounded to double precision, and what
that rounding took off, so that errors far below an ulp can be told. Infinities and NaN stand as
such. The table is checked in; run this only to write it anew:

    pip install mpmath
    python3 Tests/Oracles/elementary_functions.py > Tests/VizTensorTests/Fixtures/elementary.txt
"""

import math
import random
import struct

from mpmath import mp, mpf

mp.dps = 400
rng = random.Random(20261121)


def single(x):
    """The nearest number of single precision, or infinity."""
    try:
        return struct.unpack("f", struct.pack("f", x))[0]
    except OverflowError:
        return math.copysign(math.inf, x)


def sigmoid(x):
    return 1 / (1 + mp.exp(-x))


def normal(x):
    """The normal distribution function, with all digits in its lower tail."""
    return mp.erfc(-x / mp.sqrt(2)) / 2


def density(x):
    return mp.exp(-x * x / 2) / mp.sqrt(2 * mp.pi)


FUNCTIONS = {
    "exp": mp.exp,
    "log": mp.log,
    "sin": mp.sin,
    "cos": mp.cos,
    "tan": mp.tan,
    "tanh": mp.tanh,
    "sigmoid": sigmoid,
    "softplus": lambda x: mp.log1p(mp.exp(x)) if x < 0 else x + mp.log1p(mp.exp(-x)),
    "tanhSlope": lambda x: 1 / mp.cosh(x) ** 2,
    "sigmoidSlope": lambda x: sigmoid(x) * sigmoid(-x),
    "log1p": mp.log1p,
    "expm1": mp.expm1,
    "erf": mp.erf,
    "erfc": mp.erfc,
    "gelu": lambda x: x * normal(x),
    "geluSlope": lambda x: normal(x) + x * density(x),
}

INFINITE = {
    "exp": (0.0, math.inf),
    "log": (math.nan, math.inf),
    "sin": (math.nan, math.nan),
    "cos": (math.nan, math.nan),
    "tan": (math.nan, math.nan),
    "tanh": (-1.0, 1.0),
    "sigmoid": (0.0, 1.0),
    "softplus": (0.0, math.inf),
    "tanhSlope": (0.0, 0.0),
    "sigmoidSlope": (0.0, 0.0),
    "log1p": (math.nan, math.inf),
    "expm1": (-1.0, math.inf),
    "erf": (-1.0, 1.0),
    "erfc": (2.0, 0.0),
    "gelu": (0.0, math.inf),
    "geluSlope": (0.0, 1.0),
}
#: What large numbers themselves are a value of.
RISING = ("softplus", "gelu")
#: What is zero at zero, with its sign.
THROUGH_ZERO = ("sin", "tan", "tanh", "log1p", "expm1", "erf")


def points(name, precision):
    least = 5e-324 if precision == "f64" else 2.0**-149
    normal = 2.0**-1022 if precision == "f64" else 2.0**-126
    most = 1.7976931348623157e308 if precision == "f64" else (2 - 2.0**-23) * 2.0**127
    magnitudes = [0.0, least, 3 * least, normal, 1e-30, 1e-9, 1e-4, 0.5, 1, 2, 15, 15.5, 39, 88, 89]
    magnitudes += [90, 104, 120, 700, 709.5, 746, 1000, 1e5, 1e9, 1e15, 1e22, 1e30, most]
    magnitudes += [math.pi * k / 4 for k in (1, 2, 3, 4, 6, 8, 100, 1e6)]
    magnitudes += [10 ** rng.uniform(-6, 3) for _ in range(30)]
    magnitudes += [rng.uniform(0, 20) for _ in range(60)]
    magnitudes += [10 ** rng.uniform(3, 37) for _ in range(10)]
    signed = [x for m in magnitudes for x in ([m] if name == "log" else [m, -m])]
    return [float(x) if precision == "f64" else single(float(x)) for x in signed]


def line(name, precision, x, value):
    if isinstance(value, float):
        high, low = value, 0.0
    else:
        high = float(value) if abs(value) < 1.8e308 else math.copysign(math.inf, value)
        low = float(value - mpf(high)) if math.isfinite(high) else 0.0
    print(name, precision, x.hex(), high.hex(), low.hex())


for name, function in FUNCTIONS.items():
    for precision in ("f64", "f32"):
        for x in points(name, precision):
            if x == 0 and name == "log":
                value = -math.inf
            elif x == 0 and name in THROUGH_ZERO:
                value = x
            elif x <= -1 and name == "log1p":
                value = -math.inf if x == -1 else math.nan
            elif abs(x) > 1e6 and name not in ("log", "log1p", "sin", "cos", "tan"):
                # What 400 digits and a wide exponent need not compute.
                value = x if name in RISING and x > 0 else INFINITE[name][x > 0]
            else:
                value = function(mpf(x))
            line(name, precision, x, value)
        if name == "log":
            line(name, precision, -1.0, math.nan)
            line(name, precision, -0.0, -math.inf)
        for x, value in zip((-math.inf, math.inf), INFINITE[name]):
            line(name, precision, x, value)
        line(name, precision, math.nan, math.nan)
