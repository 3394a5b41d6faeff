"""Trains a convolution net, an LSTM and a block of attention in PyTorch, and times a step: layers.py

The first line out is "version ..." or "missing ...". Then each line in is a request, its words
divided by tabs, and has one line for its answer:

    time digits|lstm|attention SECONDS   trains for so long at least: the seconds of one step
"""

import sys

from timing import best_seconds

try:
    import torch
    from torch import nn
except Exception as error:
    print("missing", *str(error).split())
    sys.exit()

# Small steps are quicker without threads, and so is much on a busy machine.
thread_counts = sorted({1, torch.get_num_threads()})
which = " and ".join(map(str, thread_counts))
print(f"version {torch.__version__}, eager, the quicker of {which} threads", flush=True)


class Last(nn.Module):
    """What an LSTM gives at its last step."""

    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(32, 64, batch_first=True)

    def forward(self, x):
        return self.lstm(x)[0][:, -1]


def digits():
    model = nn.Sequential(
        nn.Conv2d(1, 16, 3, padding=1),
        nn.ReLU(),
        nn.Conv2d(16, 32, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(32 * 16, 10),
    )
    return model, torch.rand(64, 1, 8, 8)


def lstm():
    return nn.Sequential(Last(), nn.Linear(64, 10)), torch.rand(32, 16, 32) * 2 - 1


def attention():
    block = nn.TransformerEncoderLayer(
        64, 4, dim_feedforward=256, dropout=0.0, batch_first=True, norm_first=True
    )
    model = nn.Sequential(block, nn.Flatten(), nn.Linear(32 * 64, 10))
    return model, torch.rand(16, 32, 64) * 2 - 1


def step_of(make):
    torch.manual_seed(1)
    model, points = make()
    labels = torch.arange(len(points)) % 10
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    loss_function = nn.CrossEntropyLoss()

    def step():
        optimizer.zero_grad()
        loss = loss_function(model(points), labels)
        loss.backward()
        optimizer.step()

    return step


steps = {"digits": step_of(digits), "lstm": step_of(lstm), "attention": step_of(attention)}
for line in sys.stdin:
    request, *words = line.rstrip("\n").split("\t")
    if request != "time":
        sys.exit(f"{request}: no such request")
    print(best_seconds(steps[words[0]], float(words[1]), torch, thread_counts), flush=True)
