"""The package without an engine: imports, the program, graph files, statistics."""

from __future__ import annotations

import dataclasses
import json
import math
import os
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest

import vizbp
from vizbp import Graph, Node, Port, VizbpError, program, summarize

SOURCE = Path(__file__).parent.parent / "src"


def test_importing_the_package_imports_no_engine():
    code = "import sys, vizbp; print(sorted({'torch', 'jax', 'numpy'} & set(sys.modules)))"
    environment = {**os.environ, "PYTHONPATH": str(SOURCE)}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_an_unknown_name_is_said_so():
    with pytest.raises(AttributeError, match="no attribute 'captur'"):
        _ = vizbp.captur


def sample() -> Graph:
    x = Node("x", "input", shape=(3,), dtype="float32", role="data",
             value=np.array([0.1, -0.0, math.nan], np.float32),
             gradient=np.array([1 / 3, math.inf, -math.inf], np.float32))
    split = Node("s", "split", ["x"], attributes={"sizes": (1, 2)}, ports=[
        Port((1,), "float32", np.array([0.1], np.float32), np.array([1.0], np.float32)),
        Port((2,), "float32", np.array([0.0, 1.0], np.float32))],
        contributions=[np.array([1, 2, 3], np.float32)])
    y = Node("y", "sum", ["s:0"], value=np.array(0.1, np.float64), local=[1.0],
             scope="a/b", extra={"mine": {"kept": [1]}})
    return Graph([x, split, y], ["y"], "a graph", notes=["One remark."])


def test_a_graph_file_reads_back_as_the_same_graph(tmp_path):
    graph = sample()
    path = graph.save(tmp_path / "g.json")
    again = Graph.load(path)
    assert again.json() == graph.json()
    assert again["x"].value.dtype == np.float32
    assert again["x"].value.tobytes() == graph["x"].value.tobytes()
    assert again["x"].gradient.tolist() == graph["x"].gradient.tolist()
    assert again["s"].ports[0].value == np.float32(0.1)
    assert again["y"].extra == {"mine": {"kept": [1]}}
    assert again.notes == ["One remark."]


def test_wires_say_their_ports_and_contributions():
    edges = list(sample().edges())
    assert [(e.source, e.port, e.target, e.argument) for e in edges] == [
        ("x", None, "s", 0), ("s", 0, "y", 0)]
    assert edges[0].contribution.tolist() == [1, 2, 3]
    assert [e.target for e in sample().contributions("x")] == ["s"]


def test_a_failed_save_leaves_the_previous_file(tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    with pytest.raises(VizbpError, match="cannot be written"):
        sample().save(folder)
    with pytest.raises(VizbpError, match="missing/g.json cannot be written: No such file"):
        sample().save(tmp_path / "missing" / "g.json")
    assert list(tmp_path.iterdir()) == [folder]


@pytest.mark.parametrize(("text", "sentence"), [
    ("nonsense", "this is no JSON"),
    ("{}", "this is no graph file"),
    ('{"format": "vizbp.graph", "version": 2, "nodes": [{}]}', "of version 2, not 1"),
    ('{"format": "vizbp.graph", "version": 1, "nodes": []}', "no nodes"),
    ('{"format": "vizbp.graph", "version": 1, "nodes": [{"id": "a"}]}', "lacks"),
    ('{"format": "vizbp.graph", "version": 1, "nodes": [{"id": "a", "op": "b", "value": "c"}]}',
     "node 'a': a value is no number"),
])
def test_what_is_no_graph_is_said_in_a_sentence(text, sentence):
    with pytest.raises(VizbpError, match=sentence):
        Graph.from_json(text)


def test_statistics_leave_out_what_is_not_finite():
    summary = summarize(np.array([1.0, 3.0, math.nan, math.inf, -math.inf, 0.0]))
    assert (summary.count, summary.nan, summary.inf, summary.zeros) == (6, 1, 2, 1)
    assert (summary.min, summary.max) == (0, 3)
    assert summary.mean == pytest.approx(4 / 3)
    assert summary.norm == pytest.approx(math.sqrt(10))
    assert sum(summary.histogram.counts) == 3


def test_squares_neither_overflow_nor_vanish():
    for scale in (1e200, 1e-200):
        summary = summarize(np.array([3.0, -4.0]) * scale)
        assert summary.norm == pytest.approx(5 * scale, rel=1e-12)
        assert summary.std == pytest.approx(3.5 * scale, rel=1e-12)
    assert summarize(np.array([3.0, -4.0]) * 5e-324).norm == 5 * 5e-324


def test_equal_numbers_stand_in_the_middle_of_one_bin():
    assert summarize(np.full(7, 2.0)).histogram == vizbp.Histogram((1.5, 2.5), (7,))
    assert summarize(np.full(7, 2.0)).std == 0
    assert summarize(np.array([])).histogram is None


def test_a_number_on_an_edge_is_in_the_bin_to_its_right():
    found = summarize(np.arange(31.0)).histogram
    assert found.edges == tuple(float(edge) for edge in range(31))
    assert found.counts == (1,) * 29 + (2,)


@pytest.mark.parametrize("dtype", ["float32", "float64", "int64", "bool"])
def test_many_elements_are_measured_as_the_definitions_say(dtype):
    random = np.random.default_rng(5)
    x = (random.standard_normal(100_003) * 7 + 3).astype(dtype)
    found, wide = summarize(x), x.astype(np.float64)
    assert (found.min, found.max) == (wide.min(), wide.max())
    assert found.mean == pytest.approx(math.fsum(wide) / wide.size, rel=1e-13)
    assert found.std == pytest.approx(float(wide.std()), rel=1e-12)
    assert found.norm == pytest.approx(float(np.linalg.norm(wide)), rel=1e-13)
    assert found.zeros == np.count_nonzero(wide == 0)
    edges = np.array(found.histogram.edges)
    counts = [np.count_nonzero((wide >= a) & (wide < b)) for a, b in zip(
        edges[:-1], edges[1:], strict=True)]
    counts[-1] += np.count_nonzero(wide == edges[-1])
    assert list(found.histogram.counts) == counts


@pytest.mark.parametrize("step", [0.1, 1 / 3, 1.0, 1e-30, 1e30])
def test_what_lies_on_an_edge_in_single_precision_is_counted_as_in_double(step):
    x = (np.arange(-60, 61) % 31 * np.float32(step)).astype(np.float32)
    near = np.concatenate([x, np.nextafter(x, np.float32(np.inf)), np.nextafter(x, -x)])
    near = np.clip(near, x.min(), x.max())
    assert summarize(near).histogram == summarize(near.astype(np.float64)).histogram


def test_a_small_spread_about_a_large_mean_is_not_lost():
    x = 1e8 + np.array([0.0, 1.0, 2.0, 3.0] * 5000)
    assert summarize(x).std == pytest.approx(math.sqrt(1.25), rel=1e-9)


def test_complex_numbers_are_measured_by_their_magnitudes():
    summary = summarize(np.array([3 + 4j]))
    assert summary.max == 5
    assert summary.notes == {"of": "magnitudes"}


class TestProgram:
    """What becomes of the program's answers and failures."""

    @pytest.fixture
    def fake(self, tmp_path, monkeypatch):
        def make(body: str) -> Path:
            path = tmp_path / "bin" / "vizbp"
            path.parent.mkdir(exist_ok=True)
            path.write_text(f"#!/bin/sh\n{body}\n")
            path.chmod(0o755)
            monkeypatch.setenv(program.VARIABLE, str(path))
            return path
        return make

    def test_its_sentence_is_the_errors(self, fake):
        fake('echo "error: g.json:3:4: the id is twice" >&2; echo "give it its own" >&2; exit 65')
        with pytest.raises(VizbpError) as caught:
            program.run(["render", "g.json"])
        assert str(caught.value) == "g.json:3:4: the id is twice (give it its own)"
        assert caught.value.status == 65

    def test_an_answer_of_no_is_no_error(self, fake):
        fake("echo no; exit 1")
        assert program.run(["check"], answers=(0, 1)).stdout == b"no\n"
        with pytest.raises(VizbpError, match="vizbp check ended with status 1"):
            program.run(["check"])

    def test_without_a_program_the_error_says_what_to_do(self, monkeypatch, tmp_path):
        monkeypatch.delenv(program.VARIABLE, raising=False)
        monkeypatch.setenv("PATH", str(tmp_path))
        with pytest.raises(VizbpError, match="was not found .*VIZBP_PROGRAM"):
            program.find()
        monkeypatch.setenv(program.VARIABLE, str(tmp_path / "none"))
        with pytest.raises(VizbpError, match="names .*none, which is no program"):
            program.find()

    def test_the_script_of_the_package_is_not_taken_for_the_program(
            self, fake, monkeypatch, tmp_path):
        real = fake("exit 0")
        monkeypatch.delenv(program.VARIABLE)
        script = tmp_path / "scripts" / "vizbp"
        script.parent.mkdir()
        script.write_text("#!/usr/bin/python3\nfrom vizbp.__main__ import main\nmain()\n")
        script.chmod(0o755)
        monkeypatch.setenv("PATH", f"{script.parent}{os.pathsep}{real.parent}")
        assert program.find() == real

    def test_options_are_words(self):
        assert program.options({"fit": "slide", "embed_font": True, "theme": None}) == [
            "--fit", "slide", "--embed-font"]

    def test_findings_become_objects(self, fake):
        def finding(**fields):
            return {
                "rule": "not-finite", "severity": "problem", "title": "NaN",
                "sentence": "It is NaN.",
                "step": 3, "last_step": None, "nodes": ["loss"], "evidence": {"loss": [1, "nan"]},
                "advice": "a", "threshold": "t", "source": "s", "confidence": "certain",
                **fields}
        remark = {"file": "f", "what": "torn"}
        run = {
            "run": "r",
            "findings": [finding(new=1, consequences=[finding(sentence="It spreads.")])],
            "unasked": [{"rules": ["throughput"], "log": "the time of each step"}],
            "unreadable": [remark], "read_as": [remark]}
        answer = json.dumps({"ok": False, "runs": [run]})
        fake(f"cat <<'E'\n{answer}\nE\nexit 1")
        found = vizbp.diagnose("r")
        assert not found
        assert [str(each) for each in found] == ["problem: It is NaN."]
        (cause,) = found.findings
        assert cause.evidence == {"loss": [1, "nan"]} and cause.title == "NaN"
        assert [each.sentence for each in cause.consequences] == ["It spreads."]
        (answered,) = found.runs
        assert answered.unasked == [vizbp.Unasked(["throughput"], "the time of each step")]
        assert answered.unreadable == answered.read_as == [vizbp.Remark("f", "torn")]
        assert answered.replaced == answered.not_shown == []
        for words in ("from it: It spreads.", "not asked: throughput", "not read: f: torn"):
            assert words in str(found)

    def test_findings_that_lack_a_field_are_refused(self, fake):
        fake("""echo '{"ok": true, "runs": [{"run": "r", "findings": [{"rule": "x"}]}]}'""")
        with pytest.raises(VizbpError, match="findings lack"):
            vizbp.diagnose("r")


def test_findings_are_all_that_the_program_says(tmp_path):
    log = tmp_path / "loss.csv"
    lines = [f"{step},{2 + step * 0.5}" for step in range(60)] + ["60,nan"]
    log.write_text("step,loss\n" + "\n".join(lines) + "\n")
    try:
        said = json.loads(
            program.run(["diagnose", log, "--json"], answers=(0, 1)).stdout)["runs"][0]
    except VizbpError as error:
        pytest.skip(str(error))
    (run,) = vizbp.diagnose(log).runs
    found = dataclasses.asdict(run)
    for finding in said["findings"]:
        for each in finding["consequences"]:
            each["consequences"] = []
    assert said["findings"] and said["unasked"]
    assert found == {name: said.get(name, []) for name in found}


def test_what_is_no_file_is_written_to_as_it_is(tmp_path):
    graph = Graph([Node("x", "input")], ["x"])
    pipe, read = tmp_path / "pipe", []
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: read.append(pipe.read_text()))
    reader.start()
    graph.save(pipe)
    reader.join(60)
    assert pipe.is_fifo() and read == [graph.json()]
    (tmp_path / "link.json").symlink_to(tmp_path / "g.json")
    graph.save(tmp_path / "link.json")
    assert (tmp_path / "link.json").is_symlink()
    assert Graph.load(tmp_path / "g.json").json() == graph.json()
