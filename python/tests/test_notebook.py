"""What a notebook shows of a graph, a figure and a report, and the notebook among the examples."""

from __future__ import annotations

import os
import re
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

from vizbp import Figure, Graph, Node, Report, VizbpError, figure, program

ROOT = Path(__file__).parent.parent.parent
EXAMPLE = ROOT / "Examples" / "python" / "notebook.ipynb"

PICTURE = """<?xml version="1.0"?>
<svg xmlns="http://www.w3.org/2000/svg" aria-labelledby="title about">
<title id="title">id="a"</title>
<desc id="about">text</desc><defs><marker id="a"/></defs>
<g id="wire-0" class="wire"><use href="#a"/><path marker-end="url(#a)" fill="url(#none)"/></g></svg>
"""


@pytest.fixture(scope="module")
def with_program():
    try:
        program.find()
    except VizbpError:
        pytest.skip("no program was built")


def ids(svg: str) -> list[str]:
    return [e.attrib["id"] for e in ElementTree.fromstring(svg).iter() if "id" in e.attrib]


def test_pictures_on_one_page_share_no_id():
    one, other = Figure(PICTURE), Figure(PICTURE.replace("text", "words"))
    shown = [one._repr_html_(), other._repr_html_(), one._repr_html_(), one._repr_svg_()]
    found = [name for svg in shown for name in ids(svg)]
    assert len(found) == 16 == len(set(found))


def test_references_follow_their_ids_and_text_stays():
    svg = Figure(PICTURE)._repr_html_()
    title, about, marker, _ = ids(svg)
    assert svg.startswith("<svg ") and 'id="a"</title>' in svg
    assert f'aria-labelledby="{title} {about}"' in svg
    assert f'href="#{marker}"' in svg and f'"url(#{marker})"' in svg
    assert '"url(#none)"' in svg
    assert 'class="wire"' in svg


def test_a_notebook_that_runs_again_shows_the_same(monkeypatch):
    monkeypatch.setattr(figure, "_shown", {})
    first = [figure.inline(PICTURE), figure.inline(PICTURE)]
    monkeypatch.setattr(figure, "_shown", {})
    assert [figure.inline(PICTURE), figure.inline(PICTURE)] == first


def small_graph() -> Graph:
    x = Node("x", "input", value=np.float64(2.0), gradient=np.float64(1.0))
    return Graph([x], ["x"], "one number")


def test_a_graph_shows_its_picture(with_program):
    graph = small_graph()
    html, svg = graph._repr_html_(), graph._repr_svg_()
    assert html.startswith("<svg") and "one number" in html
    assert svg is not None and not set(ids(html)) & set(ids(svg))
    assert repr(graph) == "Graph('one number', 1 node)"


def test_a_graph_without_a_program_says_so_and_raises_nothing(monkeypatch, tmp_path):
    monkeypatch.setattr(program, "_CARRIED", tmp_path)
    monkeypatch.delenv(program.VARIABLE, raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "1 node; the picture is missing: the program vizbp" in small_graph()._repr_html_()
    assert small_graph()._repr_svg_() is None


def test_a_report_stands_in_a_frame_of_its_own(tmp_path):
    page = '<!doctype html><title>"A" & <b></title><script>1 < 2 && "x"</script>'
    (tmp_path / "report.html").write_text(page)
    frames = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag, attributes):
            frames.append((tag, dict(attributes)["srcdoc"]))

    Reader().feed(Report(tmp_path / "report.html")._repr_html_())
    assert frames == [("iframe", page)]


def test_what_a_wheel_carries_is_told_to_the_program(monkeypatch, tmp_path):
    monkeypatch.delenv("FONTCONFIG_FILE", raising=False)
    monkeypatch.setattr(program, "_CARRIED", tmp_path / "_bin")
    monkeypatch.setattr(program, "_LIBRARIES", tmp_path / "_lib")
    carried = tmp_path / "_bin" / "vizbp"
    carried.parent.mkdir()
    (tmp_path / "_lib").mkdir()
    carried.write_text("#!/bin/sh\necho $GVBINDIR $FONTCONFIG_FILE\n")
    carried.chmod(0o755)
    folder = tmp_path / "_lib"
    said = program.run([]).stdout.decode().split()
    assert said == [f"{folder}/graphviz", f"{folder}/fonts.conf"]
    assert "GVBINDIR" not in program.environment(Path("/usr/bin/vizbp"))


def test_the_example_runs_and_its_outputs_are_stored(with_program, monkeypatch):
    nbformat = pytest.importorskip("nbformat")
    nbclient = pytest.importorskip("nbclient")
    for module in ("ipykernel", "torch", "jax"):
        pytest.importorskip(module)
    stored = nbformat.read(EXAMPLE, as_version=4)
    paths = [str(ROOT / "python" / "src"), os.environ.get("PYTHONPATH", "")]
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, paths)))
    monkeypatch.setenv("JAX_PLATFORMS", "cpu")
    monkeypatch.setenv("VIZBP_PROGRAM", str(program.find()))
    ran = nbformat.read(EXAMPLE, as_version=4)
    nbclient.NotebookClient(ran, timeout=300, kernel_name="python3").execute()
    for before, after in zip(stored.cells, ran.cells, strict=True):
        assert kinds(before) == kinds(after)
        if before.cell_type == "code":
            assert printed(before) == printed(after)


def kinds(cell) -> list[str]:
    if cell.cell_type != "code":
        return []
    shown = [output.get("data", {}) for output in cell.outputs]
    return ["picture" if "<svg" in data.get("text/html", "") else "text" for data in shown]


def printed(cell) -> str:
    text = "".join(o.text for o in cell.outputs if o.output_type == "stream" and o.name == "stdout")
    return re.sub(r"\d+\.\d+", lambda number: f"{float(number[0]):.4f}", text)
