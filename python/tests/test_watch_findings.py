"""A run watched in PyTorch says what its twin says that was trained in Swift: the same first
weights, the same data, the same optimiser."""

from __future__ import annotations

import json
import re

import pytest
from run_reader import read_run

import vizbp
from vizbp import VizbpError, program

torch = pytest.importorskip("torch")
F = torch.nn.functional
nn = torch.nn

ACTIVATIONS = {"relu": nn.ReLU, "sigmoid": nn.Sigmoid, "tanh": nn.Tanh}
OPTIMIZERS = {
    "sgd": lambda p, lr: torch.optim.SGD(p, lr=lr),
    "adam": lambda p, lr: torch.optim.Adam(p, lr=lr)}


def findings(folder) -> dict[str, str]:
    """What is found in a run: the rules, or where the program only reports, the headlines."""
    try:
        answer = program.run(["diagnose", folder, "--json"], answers=(0, 1))
    except VizbpError:
        page = folder.parent / f"{folder.name}.html"
        program.run(["report", folder, "-o", page, "--quiet"])
        titles = re.findall(
            r'<h3 id="finding-\d+-title"><span[^>]*>.</span> (.*?)</h3>', page.read_text())
        return {_kind(each): each for each in titles}
    (run,) = json.loads(answer.stdout)["runs"]
    return {each["rule"]: each["sentence"] for each in run["findings"]}


def _kind(title: str) -> str:
    """A headline without the names and numbers of its run."""
    for words in ("are dead", "is NaN or infinite", "saturated", "vanish", "explode", "start equal",
                  "never get"):
        if words in title:
            return words
    return title


def twins(tmp_path, layers, activation, optimizer, lr, steps, data="moons"):
    """Train in Swift, and the same in PyTorch; where the runs are."""
    def words(folder, count):
        return [
            "train", "--dataset", data, "--examples", "100", "--test", "0", "--batch", "100",
            "--layers", ",".join(map(str, layers)), "--activation", activation,
            "--optimizer", optimizer, "--lr", lr, "--seed", "3", "--steps", count, "--quiet",
            "--out", folder]

    swift, start, watched = (tmp_path / name for name in ("swift", "start", "watched"))
    program.run([str(each) for each in words(swift, steps)], answers=(0, 1))
    program.run([str(each) for each in words(start, 1)], answers=(0, 1))
    graph = vizbp.Graph.load(start / "graph.json")
    modules = []
    for number in range(1, len(layers) + 2):
        weights, biases = graph[f"dense{number}/W"].value, graph[f"dense{number}/b"].value
        layer = nn.Linear(*weights.shape)
        with torch.no_grad():
            layer.weight.copy_(torch.tensor(weights).T)
            layer.bias.copy_(torch.tensor(biases))
        modules += [layer, ACTIVATIONS[activation]()]
    model = nn.Sequential(*modules[:-1])
    x = torch.tensor(graph["x"].value, dtype=torch.float32)
    y = torch.tensor(graph["y"].value).long()
    steps_by = OPTIMIZERS[optimizer](model.parameters(), lr)
    with vizbp.watch(model, watched) as run:
        for _ in range(steps):
            steps_by.zero_grad()
            scores = model(x)
            loss = F.cross_entropy(scores, y)
            loss.backward()
            run.step(loss, metrics={"accuracy": (scores.argmax(1) == y).float().mean()})
            steps_by.step()
            if not torch.isfinite(loss):
                break
    return swift, watched


CASES = {
    "healthy": ([8], "tanh", "adam", 0.02, 300),
    "dead ReLUs": ([8, 8], "relu", "adam", 1.0, 200),
    "a stack of sigmoids": ([8] * 8, "sigmoid", "sgd", 0.1, 200),
    "a rate that explodes": ([16], "relu", "sgd", 1e8, 30),
    "a rate that diverges": ([8, 8], "tanh", "sgd", 10.0, 200),
    "a rate too low": ([8], "relu", "sgd", 1e-6, 200),
}


@pytest.mark.parametrize("case", CASES)
def test_the_same_is_found_in_both(case, tmp_path):
    swift, watched = twins(tmp_path, *CASES[case])
    ours, theirs = read_run(watched), read_run(swift)
    # Later, rounding has its way with a training that has left its course.
    for step in range(3):
        if step in ours.scalars["loss"]:
            assert ours.scalars["loss"][step] == pytest.approx(
                theirs.scalars["loss"][step], rel=1e-4, nan_ok=True)
    for ours_name, theirs_name in (("0.weight", "dense1/W"), ("0.bias", "dense1/b")):
        a, b = ours.nodes[0][ours_name], theirs.nodes[0][theirs_name]
        for part in ("value", "gradient"):
            for key, number in b[part].items():
                if not (key == "zeros" and part == "gradient"):
                    assert a[part][key] == pytest.approx(number, rel=1e-4, abs=1e-7), (part, key)
        assert a["distance"] == pytest.approx(b["distance"], rel=1e-3)
    # How long steps take is up to what else the machine does.
    found, twin = (set(findings(run)) - {"throughput"} for run in (watched, swift))
    assert found == twin
    assert bool(found) == (case != "healthy")


def test_the_report_has_the_sections_of_a_swift_run(tmp_path):
    swift, watched = twins(tmp_path, *CASES["dead ReLUs"])
    sections = []
    for folder in (swift, watched):
        page = tmp_path / f"{folder.name}.html"
        vizbp.report(folder, page)
        text = page.read_text()
        sections.append(set(re.findall(r'<section id="([\w-]+)"', text)))
    # The plane's picture is of vizbp's own data sets, its cost is counted from its own tape, and
    # which nodes are targets, which what is called what is told by, its own graph alone says.
    assert sections[0] - sections[1] <= {"boundary", "confusion", "cost"}
