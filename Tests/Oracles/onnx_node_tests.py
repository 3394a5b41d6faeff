"""Runs the node tests of the onnx package through `vizbp import`, and tells which pass.

    python -m pip install onnx
    python Tests/Oracles/onnx_node_tests.py .build/release/vizbp [--table docs/onnx-operators.md]

The tests are made by the package's own generator, offline. A test passes where every output that
the package states is within its tolerance (relative 1e-3, absolute 1e-5, as onnx.backend.test has
it; a unit in the last place or two of float16 and bfloat16, which the program computes in float64) in the graph that the program writes. `out of scope`: text, images in files, trees, random
numbers, optional values; no node may end the program by a signal or in status 70.
"""

import argparse
import collections
import concurrent.futures
import json
import math
import pathlib
import subprocess
import sys
import tempfile

import numpy
import onnx
from onnx import numpy_helper

OUT_OF_SCOPE = {
    "ImageDecoder": "reads image files", "TfIdfVectorizer": "text", "StringConcat": "text",
    "StringNormalizer": "text", "StringSplit": "text", "RegexFullMatch": "text",
    "LabelEncoder": "text", "Bernoulli": "random", "RandomUniformLike": "random",
    "TreeEnsemble": "trees", "OptionalHasElement": "optional values",
    "OptionalGetElement": "optional values", "SequenceMap": "sequences",
    "Dropout": "a mask drawn at random",
}


def generate(folder):
    from onnx.backend.test.case.node import collect_testcases

    for case in collect_testcases(None):
        if case.model is None:
            continue
        data = folder / case.name / "data"
        data.mkdir(parents=True, exist_ok=True)
        (folder / case.name / "model.onnx").write_bytes(case.model.SerializeToString())
        for inputs, outputs in case.data_sets[:1]:
            for kind, values in (("input", inputs), ("output", outputs)):
                for number, value in enumerate(values):
                    path = data / f"{kind}_{number}.pb"
                    if isinstance(value, onnx.TensorProto):
                        path.write_bytes(value.SerializeToString())
                    elif isinstance(value, numpy.ndarray) or numpy.isscalar(value):
                        tensor = numpy_helper.from_array(numpy.asarray(value))
                        path.write_bytes(tensor.SerializeToString())
                    else:
                        path.with_suffix(".other").touch()


def numbers(value):
    if value == "NaN":
        return math.nan
    if value in ("Infinity", "-Infinity"):
        return float(value.replace("Infinity", "inf"))
    return value


def flat(value):
    if isinstance(value, list):
        return [element for part in value for element in flat(part)]
    return [numbers(value)]


def run(program, folder):
    model = onnx.load(folder / "model.onnx")
    node = model.graph.node[0].op_type if model.graph.node else ""
    data = folder / "data"
    if any(data.glob("*.other")):
        return "out of scope", node, "sequences or optional values"
    arguments = []
    for number, info in enumerate(model.graph.input):
        path = data / f"input_{number}.pb"
        if path.exists():
            arguments += ["--input", f"{info.name}={path}"]
    output = folder / "graph.json"
    try:
        done = subprocess.run(
            [program, "import", folder / "model.onnx", *arguments, "--whole", "-o", output],
            capture_output=True, text=True, timeout=60)
    except subprocess.TimeoutExpired:
        return "failed", node, "more than 60 s"
    if done.returncode < 0 or done.returncode == 70:
        return "crashed", node, f"status {done.returncode}: {done.stderr[:100]}"
    if "holds string" in done.stderr:
        return "out of scope", node, "text"
    if "is no tensor, and nothing else can be given" in done.stderr:
        return "out of scope", node, "optional values"
    if done.returncode != 0:
        return "failed", node, done.stderr.strip()[:200]
    graph = json.loads(output.read_text())
    nodes = {node["id"]: node for node in graph["nodes"]}
    for number, info in enumerate(model.graph.output):
        path = data / f"output_{number}.pb"
        if not path.exists():
            continue
        tensor = onnx.load_tensor(path)
        if tensor.data_type == onnx.TensorProto.STRING:
            return "out of scope", node, "text"
        expected = numpy_helper.to_array(tensor)
        if expected.dtype.kind == "c":
            return "out of scope", node, "complex numbers"
        source = graph["outputs"][number] if number < len(graph["outputs"]) else None
        found = nodes.get(source)
        port = None
        if found is None and source and ":" in source:
            name, port = source.rsplit(":", 1)
            found = nodes.get(name)
        value = None if found is None else found.get("value")
        if port is not None and found is not None:
            ports = found.get("ports", [])
            value = ports[int(port)].get("value") if int(port) < len(ports) else None
        if value is None or isinstance(value, dict):
            reason = OUT_OF_SCOPE.get(node)
            if reason:
                return "out of scope", node, reason
            return "failed", node, f"no numbers of {info.name}: {done.stderr.strip()[:120]}"
        mine = numpy.array(flat(value), dtype=float)
        theirs = expected.astype(float).ravel()
        relative = {
            onnx.TensorProto.BFLOAT16: 2**-6, onnx.TensorProto.FLOAT16: 2**-9,
        }.get(tensor.data_type, 1e-3)
        if mine.shape != theirs.shape or not numpy.allclose(
            mine, theirs, rtol=relative, atol=max(1e-5, relative * 1e-2), equal_nan=True
        ):
            return "failed", node, f"other numbers of {info.name}"
    return "passed", node, ""


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program")
    parser.add_argument("--table", help="a Markdown file to write the operators into")
    parser.add_argument("--folder", help="where the tests are kept (else: made and removed)")
    parser.add_argument("--least", type=float, default=0.9, help="the share that must pass")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(options.folder or temporary)
        if not any(folder.glob("*/model.onnx")):
            generate(folder)
        cases = sorted(path.parent for path in folder.glob("*/model.onnx"))
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            results = list(pool.map(lambda case: run(options.program, case), cases))
    kinds = collections.Counter(result[0] for result in results)
    for case, (kind, _, reason) in zip(cases, results):
        if kind != "passed":
            print(f"{kind}: {case.name}: {reason}")
    print(f"{len(cases)} tests: " + ", ".join(f"{kinds[k]} {k}" for k in sorted(kinds)))
    if options.table:
        write_table(pathlib.Path(options.table), results)
    share = kinds["passed"] / max(1, len(cases))
    sys.exit(1 if kinds["crashed"] or share < options.least else 0)


def write_table(path, results):
    rows = collections.defaultdict(collections.Counter)
    for kind, node, _ in results:
        rows[node][kind] += 1
    total = collections.Counter(result[0] for result in results)
    lines = [
        "# ONNX operators",
        "",
        f"What `vizbp import` computes, by the node tests of onnx {onnx.__version__}: "
        f"{total['passed']} of {len(results)} pass. A test counts for the first operator of its "
        "model. What is not computed is drawn all the same, and named. Written by "
        "`Tests/Oracles/onnx_node_tests.py`.",
        "",
        "| operator | passed | failed | out of scope |",
        "|---|--:|--:|--:|",
    ]
    for node in sorted(rows):
        counts = rows[node]
        lines.append(
            f"| {node} | {counts['passed']} | {counts['failed'] + counts['crashed']} "
            f"| {counts['out of scope']} |")
    path.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
