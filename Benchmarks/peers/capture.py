"""Trains in PyTorch, plainly and with hooks that take statistics, and times it: capture.py

The first line out is "version ..." or "missing ...". Then each line in is a request, its words
divided by tabs, and has one line for its answer:

    load FILE BATCH SIZES       starts anew: "ready"
    time plain|hooks SECONDS    trains for so long at least: the seconds of one step

FILE has doubles in the machine's byte order: the points, row by row; their labels, each -1 or 1;
what follows is for others, as it does not matter here where training starts.

The hooks take of each layer's output and its gradient, and of each parameter and its gradient, what
vizbp takes: count, mean, deviation, least, greatest, norm, zeros, NaN, infinities, a histogram of 30
bins; and how far each update moved a parameter.
"""

import sys
from array import array

from timing import warm_seconds

try:
    import torch
except Exception as error:
    print("missing", *str(error).split())
    sys.exit()
print(f"version {torch.__version__}, {torch.get_num_threads()} threads", flush=True)


def statistics(tensor):
    x = tensor.detach().flatten()
    # One transfer instead of nine.
    numbers = torch.stack(
        [
            x.mean(),
            x.std(correction=0),
            x.min(),
            x.max(),
            torch.linalg.vector_norm(x),
            (x == 0).sum().to(x.dtype),
            x.isnan().sum().to(x.dtype),
            x.isinf().sum().to(x.dtype),
        ]
    ).tolist()
    return x.numel(), numbers, torch.histc(x, 30, numbers[2], numbers[3]).tolist()


class Network:
    def __init__(self, path, batch, sizes):
        numbers = array("d")
        with open(path, "rb") as file:
            numbers.frombytes(file.read())
        count = batch * sizes[0]
        self.points = torch.tensor(numbers[:count], dtype=torch.float32).reshape(batch, sizes[0])
        self.labels = torch.tensor(numbers[count : count + batch], dtype=torch.float32)[:, None]
        torch.manual_seed(1)
        modules = []
        for inputs, outputs in zip(sizes, sizes[1:]):
            modules += [torch.nn.Linear(inputs, outputs), torch.nn.ReLU()]
        self.model = torch.nn.Sequential(*modules[:-1])
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=0.01)
        self.records = {}
        self.handles = []

    def hook(self):
        def forward(name):
            def take(_, __, output):
                self.records[name] = statistics(output)
                output.register_hook(
                    lambda gradient: self.records.__setitem__(name + "'", statistics(gradient))
                )

            return take

        for name, module in self.model.named_children():
            self.handles.append(module.register_forward_hook(forward(name)))

    def unhook(self):
        for handle in self.handles:
            handle.remove()
        self.handles = []

    def step(self):
        self.optimizer.zero_grad()
        loss = (1 - self.labels * self.model(self.points)).relu().mean()
        loss.backward()
        before = None
        if self.handles:
            before = {}
            for name, parameter in self.model.named_parameters():
                self.records[name] = statistics(parameter)
                self.records[name + "'"] = statistics(parameter.grad)
                before[name] = parameter.detach().clone()
        self.optimizer.step()
        if before is not None:
            for name, parameter in self.model.named_parameters():
                update = torch.linalg.vector_norm(parameter.detach() - before[name])
                self.records[name + " update"] = (update / before[name].norm()).item()
        return loss.detach()


network = None
for line in sys.stdin:
    request, *words = line.rstrip("\n").split("\t")
    if request == "load":
        path, batch, sizes = words
        network = Network(path, int(batch), [int(size) for size in sizes.split(",")])
        print("ready")
    elif request == "time":
        if words[0] == "hooks":
            network.hook()
        print(warm_seconds(network.step, float(words[1])))
        network.unhook()
    else:
        sys.exit(f"{request}: no such request")
    sys.stdout.flush()
