"""Draws what the benchmarks draw, in matplotlib, and times it: plotting.py

The first line out is "version ..." or "missing ...". Then each line in is a request, its words
divided by tabs, and has one line for its answer, the seconds of the drawing and the bytes of its
file:

    curve KIND COUNT     a noisy falling curve of so many points, 800 by 500 pixels
    boundary KIND        a field of 500 by 500 with filled contours, the zero line and 500 points

KIND is png or svg.
"""

import os
import sys
import tempfile
import time

try:
    import matplotlib

    matplotlib.use("Agg")
    import numpy
    from matplotlib import pyplot
except Exception as error:
    print("missing", *str(error).split())
    sys.exit()
print("version", matplotlib.__version__)
sys.stdout.flush()

random = numpy.random.default_rng(1)
curves = {}


def curve(path, count):
    if count not in curves:
        steps = numpy.arange(count, dtype=float)
        noise = 0.05 * random.standard_normal(count)
        curves.clear()
        curves[count] = steps, numpy.exp(-steps / (count / 5)) + noise
    steps, loss = curves[count]
    start = time.perf_counter()
    figure, axes = pyplot.subplots(figsize=(8, 5))
    axes.plot(steps, loss)
    axes.set_xlabel("step")
    axes.set_ylabel("loss")
    axes.grid()
    figure.savefig(path, dpi=100)
    pyplot.close(figure)
    return time.perf_counter() - start


side = numpy.linspace(-2, 2, 500)
xs, ys = numpy.meshgrid(side, side)
field = numpy.tanh(xs * ys + numpy.sin(3 * xs))
points = random.uniform(-2, 2, (2, 500))
classes = random.integers(0, 2, 500)


def boundary(path):
    start = time.perf_counter()
    figure, axes = pyplot.subplots(figsize=(6, 6))
    axes.contourf(xs, ys, field, levels=20, cmap="RdBu")
    axes.contour(xs, ys, field, levels=[0], colors="k")
    axes.scatter(*points, c=classes)
    figure.savefig(path, dpi=100)
    pyplot.close(figure)
    return time.perf_counter() - start


with tempfile.TemporaryDirectory() as folder:
    for line in sys.stdin:
        request, kind, *words = line.rstrip("\n").split("\t")
        path = os.path.join(folder, "figure." + kind)
        if request == "curve":
            seconds = curve(path, int(words[0]))
        elif request == "boundary":
            seconds = boundary(path)
        else:
            sys.exit(f"{request}: no such request")
        print(seconds, os.path.getsize(path))
        sys.stdout.flush()
