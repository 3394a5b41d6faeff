"""Trains what the benchmarks train, in PyTorch and in micrograd, and times it: training.py

The first line out is for PyTorch, the second for micrograd: "version ..." or "missing ...". Then
each line in is a request, its words divided by tabs, and has one line for its answer:

    load torch|micrograd FILE BATCH SIZES   starts anew: "ready"
    losses COUNT                            trains so many steps: the loss of each, before its update
    time SECONDS                            trains for so long at least: the seconds of one step

FILE has doubles in the machine's byte order: the points, row by row; their labels, each -1 or 1;
and for each layer the weights, row by row with a row for each input, and the biases.
"""

import sys
from array import array

from timing import best_seconds, warm_seconds

try:
    import torch
except Exception as error:
    torch = None
    print("missing", *str(error).split())
else:
    # Small steps are quicker without threads, and so is much on a busy machine.
    thread_counts = sorted({1, torch.get_num_threads()})
    counts = " and ".join(map(str, thread_counts))
    which = f"the quicker of {counts} threads" if len(thread_counts) > 1 else "1 thread"
    print(f"version {torch.__version__}, {which}")

try:
    from micrograd.engine import Value
    from micrograd.nn import MLP
except Exception as error:
    Value = None
    print("missing", *str(error).split())
else:
    from importlib.metadata import version

    print(f"version {version('micrograd')}")
sys.stdout.flush()


class Numbers:
    """The numbers of a file, taken from its front."""

    def __init__(self, path):
        self.rest = array("d")
        with open(path, "rb") as file:
            self.rest.frombytes(file.read())

    def take(self, count):
        taken, self.rest = self.rest[:count], self.rest[count:]
        return taken


def torch_step(numbers, batch, sizes):
    def tensor(*shape):
        count = 1
        for extent in shape:
            count *= extent
        return torch.tensor(numbers.take(count), dtype=torch.float32).reshape(shape)

    points, labels = tensor(batch, sizes[0]), tensor(batch, 1)
    modules = []
    for inputs, outputs in zip(sizes, sizes[1:]):
        linear = torch.nn.Linear(inputs, outputs)
        with torch.no_grad():
            # PyTorch has a row for each output.
            linear.weight.copy_(tensor(inputs, outputs).T)
            linear.bias.copy_(tensor(outputs))
        modules += [linear, torch.nn.ReLU()]
    model = torch.nn.Sequential(*modules[:-1])
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)

    def step():
        optimizer.zero_grad()
        loss = (1 - labels * model(points)).relu().mean()
        loss.backward()
        optimizer.step()
        return loss.detach()

    return step


def micrograd_step(numbers, batch, sizes):
    points = [numbers.take(sizes[0]) for _ in range(batch)]
    labels = numbers.take(batch)
    model = MLP(sizes[0], sizes[1:])
    for layer in model.layers:
        for position in range(len(layer.neurons[0].w)):
            for neuron, weight in zip(layer.neurons, numbers.take(len(layer.neurons))):
                neuron.w[position].data = weight
        for neuron, bias in zip(layer.neurons, numbers.take(len(layer.neurons))):
            neuron.b.data = bias

    def step():
        losses = []
        for point, label in zip(points, labels):
            score = model([Value(x) for x in point])
            losses.append((1 + -label * score).relu())
        data_loss = sum(losses) * (1 / batch)
        loss = data_loss + 1e-4 * sum(p * p for p in model.parameters())
        model.zero_grad()
        loss.backward()
        for p in model.parameters():
            p.data -= 0.1 * p.grad
        return loss.data

    return step


def torch_seconds(step, least):
    return best_seconds(step, least, torch, thread_counts)


peers = {"torch": (torch_step, torch_seconds), "micrograd": (micrograd_step, warm_seconds)}
step = measure = None
for line in sys.stdin:
    request, *words = line.rstrip("\n").split("\t")
    if request == "load":
        peer, path, batch, sizes = words
        make_step, measure = peers[peer]
        step = make_step(Numbers(path), int(batch), [int(size) for size in sizes.split(",")])
        print("ready")
    elif request == "losses":
        print(*(float(step()) for _ in range(int(words[0]))))
    elif request == "time":
        print(measure(step, float(words[0])))
    else:
        sys.exit(f"{request}: no such request")
    sys.stdout.flush()
