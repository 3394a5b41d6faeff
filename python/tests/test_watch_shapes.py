"""Batches and lengths that change from step to step: what the program makes of such runs."""

from __future__ import annotations

import pytest

import vizbp

torch = pytest.importorskip("torch")
nn = torch.nn


class Recurrent(nn.Module):
    def __init__(self):
        super().__init__()
        self.cell, self.out = nn.RNNCell(2, 3), nn.Linear(3, 1)

    def forward(self, x):
        state = torch.zeros(x.shape[1], 3)
        for each in x:
            state = self.cell(each, state)
        return self.out(state)


def perceptron():
    return nn.Sequential(nn.Linear(2, 3), nn.ReLU(), nn.Linear(3, 1))


def convolutional():
    return nn.Sequential(
        nn.Conv2d(1, 3, 3), nn.BatchNorm2d(3), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(),
        nn.Linear(3, 1))


#: A model, and what each batch of a step is, by the step.
CASES = {
    "the last batch is smaller": (
        perceptron, lambda step: [torch.randn(7 if step == 9 else 32, 2)]),
    "batches accumulate": (perceptron, lambda step: [torch.randn(5 + k, 2) for k in range(3)]),
    "pictures grow": (convolutional, lambda step: [torch.randn(5, 1, 8 + step, 9)]),
    "sequences have lengths": (
        Recurrent, lambda step: [torch.randn(2 + step % 4, 5 - step % 2, 2)]),
}


@pytest.mark.parametrize("case", CASES)
def test_shapes_that_change_are_read(case, tmp_path):
    torch.manual_seed(0)
    make, batches = CASES[case]
    model = make()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    with vizbp.watch(model, tmp_path / "run") as run:
        for step in range(10):
            optimizer.zero_grad()
            for x in batches(step):
                loss = model(x).square().mean()
                loss.backward()
            run.step(loss)
            optimizer.step()
    graph = vizbp.Graph.load(tmp_path / "run" / "graph.json")
    for node in graph.nodes:
        if node.shape is not None and node.value is not None:
            count = 1
            for extent in node.shape:
                count *= extent
            assert count == node.value.count, node.id
    vizbp.diagnose(tmp_path / "run")
    vizbp.report(tmp_path / "run", tmp_path / "report.html")
    assert 'id="graph"' in (tmp_path / "report.html").read_text()
    graph.render(tmp_path / "graph.svg")
