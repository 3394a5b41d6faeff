#!/usr/bin/env python3
"""Writes the ticks that matplotlib sets, for TicksOracleTests.swift.

    pip install matplotlib
    python3 Tests/Oracles/ticks.py > Tests/VizPlotTests/Ticks/MatplotlibTicks.swift

MaxNLocator as AutoLocator uses it (nbins as given, steps 1, 2, 2.5, 5, 10), cut to the range;
LogLocator with base 10, cut to the range.
"""

import matplotlib
from matplotlib.ticker import LogLocator, MaxNLocator

LINEAR = [
    (0, 1, 5), (0, 1, 10), (0, 10, 5), (0, 100, 9), (-5, 5, 6), (0, 7, 7), (3.2, 4.1, 5),
    (0, 0.003, 6), (-0.7, 0.2, 5), (1e6, 5e6, 5), (0, 123456, 6), (99.3, 100.2, 6), (-1, 17, 9),
    (0.013, 0.097, 8), (20, 2000, 5), (0, 365, 8),
]
LOG = [(1, 1000), (0.1, 1e4), (1e-3, 10), (1e-6, 1e-2), (3, 4000), (1e-2, 1e2)]

print("// swift-format-ignore-file")
print("// Written by Tests/Oracles/ticks.py with matplotlib", matplotlib.__version__)
print()
print("/// Ranges, how many ticks are wanted, and those that matplotlib sets on a linear axis.")
print("let matplotlibTicks: [(low: Double, high: Double, count: Int, ticks: [Double])] = [")
for low, high, count in LINEAR:
    ticks = MaxNLocator(nbins=count - 1, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)
    inside = [float(f"{t:.10g}") for t in ticks if low - 1e-9 * (high - low) <= t <= high * (1 + 1e-12)]
    print(f"  ({float(low)!r}, {float(high)!r}, {count}, {inside!r}),")
print("]")
print()
print("/// Ranges, and the ticks that matplotlib sets on a logarithmic axis.")
print("let matplotlibLogTicks: [(low: Double, high: Double, ticks: [Double])] = [")
for low, high in LOG:
    ticks = LogLocator(base=10).tick_values(low, high)
    inside = [float(f"{t:.10g}") for t in ticks if low <= t * (1 + 1e-12) and t <= high * (1 + 1e-12)]
    print(f"  ({float(low)!r}, {float(high)!r}, {inside!r}),")
print("]")
