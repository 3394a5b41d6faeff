#!/usr/bin/env python3
"""Writes the areas that contourpy finds between levels, for ContourBandsTests.swift.

    pip install contourpy numpy
    python3 Tests/Oracles/contours.py > Tests/VizPlotTests/Contours/ContourAreas.swift

Ten fields, each 81 columns by 61 rows over x in -3...3 and y in -2...2, at five levels. contourpy's
"serial" algorithm resolves saddles by the mean of a cell, as vizbp does.
"""

import math

import contourpy
import numpy as np

X, Y = np.meshgrid(np.linspace(-3, 3, 81), np.linspace(-2, 2, 61))

# The same names stand in ContourFields.swift.
FIELDS = {
    "plane": X + 0.3 * Y,
    "bowl": X * X + 2 * Y * Y,
    "saddle": X * Y,
    "waves": np.sin(3 * X) * np.cos(4 * Y),
    "peaks": 3 * (1 - X) ** 2 * np.exp(-X * X - (Y + 1) ** 2)
    - 10 * (X / 5 - X**3 - Y**5) * np.exp(-X * X - Y * Y)
    - np.exp(-((X + 1) ** 2) - Y * Y) / 3,
    "banana": np.log(1 + (1 - X) ** 2 + 5 * (Y - X * X) ** 2),
    "rings": np.cos(6 * np.sqrt(X * X + Y * Y)),
    "sigmoid": 1 / (1 + np.exp(-(3 * X - 4 * np.sin(2 * Y)))),
    "ripples": np.sin(12 * X + 1) * np.sin(14 * Y) + 0.1 * X,
    "ridge": np.exp(-8 * (Y - np.sin(X)) ** 2),
}
LEVELS = [0.1, 0.3, 0.5, 0.7, 0.9]


def area(polygons, offsets):
    total = 0.0
    for points, offs in zip(polygons, offsets):
        for a, b in zip(offs[:-1], offs[1:]):
            x, y = points[a:b, 0], points[a:b, 1]
            total += 0.5 * float(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1]))
    return total


print("// swift-format-ignore-file")
print("// Written by Tests/Oracles/contours.py with contourpy", contourpy.__version__)
print()
print("/// The shares of a field's values where levels lie, and the areas between those levels.")
print("let contourAreas: [(field: String, levels: [Double], areas: [Double])] = [")
for name, z in FIELDS.items():
    low, high = float(z.min()), float(z.max())
    levels = [low + (high - low) * share for share in LEVELS]
    generator = contourpy.contour_generator(
        X, Y, z, name="serial", fill_type=contourpy.FillType.OuterOffset)
    edges = [-math.inf] + levels + [math.inf]
    areas = [area(*generator.filled(a, b)) for a, b in zip(edges[:-1], edges[1:])]
    print(f'  ("{name}", [{", ".join(map(repr, levels))}],')
    print(f'   [{", ".join(f"{a:.9f}" for a in areas)}]),')
print("]")
