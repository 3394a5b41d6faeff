"""Trains networks of every kind, writes them by `vizbp export --onnx`, and runs the models.

    python -m pip install onnx onnxruntime
    python Tests/Oracles/onnx_export.py .build/release/vizbp

Each model passes the checker of the onnx package with full inference of shapes. ONNX Runtime, the
package's reference evaluator and `vizbp import` compute the same from the same inputs: relative 1e-4
of the greatest output, in single precision.
"""

import json
import pathlib
import subprocess
import sys
import tempfile

import numpy
import onnx
import onnxruntime
from onnx.reference import ReferenceEvaluator

TRAININGS = [
    "--dataset digits --model mlp --norm batch --activation gelu --dropout 0.2",
    "--dataset digits --model mlp --norm layer --activation maxout",
    "--dataset sine --layers 8 --activation softplus",
    "--dataset circles --layers 8 --activation leaky_relu",
    "--dataset moons --layers 8 --activation elu --loss hinge --standardize true",
    "--dataset spiral --layers 8 --activation tanh --precision float64",
    "--dataset digits --model cnn --norm batch",
    "--dataset digits --model resnet",
    "--dataset digits --model siamese",
    "--task addition --model rnn --length 12",
    "--task parity --model gru",
    "--task sorting --model lstm",
    "--task sorting --model transformer",
    "--task parity --model transformer",
    "--task copy --model ntm --length 4",
]


def compare(program, words, folder):
    run, path = folder / "run", str(folder / "model.onnx")
    subprocess.run([program, "train", *words.split(), "--steps", "3", "--quiet", "--out", run], check=True)
    subprocess.run([program, "export", run, "--onnx", path], check=True)
    model = onnx.load(path)
    onnx.checker.check_model(model, full_check=True)
    session = onnxruntime.InferenceSession(path)
    (given,) = session.get_inputs()
    assert given.shape[0] == "batch", given.shape
    dtype = numpy.float64 if "double" in given.type else numpy.float32
    generator = numpy.random.default_rng(1)
    worst = 0.0
    for examples in (1, 5):
        shape = [examples, *given.shape[1:]]
        is_classes = "sorting" in words
        x = (generator.integers(0, 5, shape) if is_classes else generator.normal(size=shape)).astype(dtype)
        expected = session.run(None, {given.name: x})[0]
        reference = ReferenceEvaluator(model).run(None, {given.name: x})[0]
        numpy.save(folder / "x.npy", x)
        subprocess.run([program, "import", path, "--input", f"x={folder / 'x.npy'}", "--whole", "--quiet",
                        "-o", folder / "graph.json"], check=True)
        graph = json.loads((folder / "graph.json").read_text())
        (output,) = graph["outputs"]
        own = numpy.array(next(node["value"] for node in graph["nodes"] if node["id"] == output))
        assert own.shape == expected.shape == reference.shape, (own.shape, expected.shape)
        size = max(1.0, float(abs(expected).max()))
        worst = max(worst, *(float(abs(expected - other).max()) / size for other in (reference, own)))
    return worst


def main():
    program = str(pathlib.Path(sys.argv[1]).resolve())
    failed = 0
    for words in TRAININGS:
        with tempfile.TemporaryDirectory() as folder:
            worst = compare(program, words, pathlib.Path(folder))
        failed += worst > 1e-4
        print(f"{'ok' if worst <= 1e-4 else 'FAILED'}  {worst:.1e}  {words}", flush=True)
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
