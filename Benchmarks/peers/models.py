"""Runs ONNX models in ONNX Runtime on the processor, and times them: models.py

The first line out is "version ..." or "missing ...". Then each line in is a request, its words
divided by tabs, and has one line for its answer:

    path NAME           where the onnx package keeps a model of its test data: "path PATH"
    time NAME SECONDS   runs it for so long at least: the seconds of one run
"""

import sys
from pathlib import Path

from timing import warm_seconds

try:
    import numpy
    import onnx
    import onnxruntime
except Exception as error:
    print("missing", *str(error).split())
    sys.exit()

print(f"version {onnxruntime.__version__}, float32, all cores", flush=True)
folder = Path(onnx.__file__).parent / "backend/test/data/light"


def run_of(name):
    session = onnxruntime.InferenceSession(
        str(folder / f"{name}.onnx"), providers=["CPUExecutionProvider"])
    generator = numpy.random.default_rng(1)
    given = {
        each.name: generator.random([d if isinstance(d, int) else 1 for d in each.shape], "float32")
        for each in session.get_inputs()}
    return lambda: session.run(None, given)


runs = {}
for line in sys.stdin:
    request, name, *words = line.rstrip("\n").split("\t")
    if request == "path":
        print(f"path {folder / name}.onnx", flush=True)
    elif request == "time":
        if name not in runs:
            runs[name] = run_of(name)
        print(warm_seconds(runs[name], float(words[0])), flush=True)
    else:
        sys.exit(f"{request}: no such request")
