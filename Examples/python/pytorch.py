"""The graph that PyTorch's autograd ran for one step of a small network, drawn into the file that is
named: `python Examples/python/pytorch.py pytorch.svg`. Needs PyTorch and the package vizbp."""

import sys

import torch
import vizbp
from torch import nn

torch.manual_seed(3)
model = nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 1))
loss_fn = nn.MSELoss()
x, y = torch.tensor([[0.5, -1.0]]), torch.tensor([[1.0]])

graph = vizbp.capture(lambda: loss_fn(model(x), y), name="One step in PyTorch")

if __name__ == "__main__":
    graph.render(sys.argv[1], text="outlines")
