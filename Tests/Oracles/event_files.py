#!/usr/bin/env python3
"""Event files of other writers, and what TensorBoard's own reader finds in them.

Two runs: `pytorch`, by PyTorch's SummaryWriter, and `tf2`, by the functions with which TensorFlow 2,
Keras and JAX's libraries make their records. The files and what is in them are checked in; run this
only to write them anew:

    pip install torch tensorboard pillow
    python3 Tests/Oracles/event_files.py Tests/VizEventsTests/Fixtures
"""

import json
import math
import os
import shutil
import sys

import numpy as np
import torch
from tensorboard.backend.event_processing import plugin_event_accumulator
from tensorboard.compat.proto import event_pb2, summary_pb2
from tensorboard.plugins.hparams import summary_v2 as hparams
from tensorboard.plugins.histogram import summary_v2 as histogram
from tensorboard.plugins.scalar import summary_v2 as scalar
from tensorboard.plugins.text import summary_v2 as text
from tensorboard.summary.writer.event_file_writer import EventFileWriter
from tensorboard.util import tensor_util
from torch.utils.tensorboard import SummaryWriter

AWKWARD = [0.0, -0.0, 0.1, 1e-40, -1e30, math.nan, math.inf, -math.inf]


def only_file(folder, name):
    """Gives the one event file of a folder a name without this machine's."""
    (found,) = os.listdir(folder)
    os.rename(os.path.join(folder, found), os.path.join(folder, name))


def pytorch(folder):
    torch.manual_seed(7)
    writer = SummaryWriter(folder)
    for step in range(40):
        writer.add_scalar("loss/train", math.exp(-step / 10), step, walltime=1700000000 + step / 4)
        writer.add_scalar("new style", math.sin(step), step, new_style=True)
        writer.add_scalar("double", math.cos(step), step, new_style=True, double_precision=True)
    for step, value in enumerate(AWKWARD):
        writer.add_scalar("awkward", value, step)
    for step in (-3, 0, 1 << 40):
        writer.add_scalar("steps", 1, step)
    writer.add_histogram("weights", torch.randn(1000), 1)
    writer.add_histogram("weights", torch.randn(1000) * 3 + 5, 2)
    writer.add_histogram("equal", torch.full((10,), 2.5), 1)
    writer.add_image("picture", np.linspace(0, 1, 3 * 4 * 5).reshape(3, 4, 5), 3)
    writer.add_text("note", "ein **Wort** für alle", 5)
    model = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.Tanh(), torch.nn.Linear(3, 1))
    writer.add_graph(model, torch.zeros(1, 2))
    writer.close()
    only_file(folder, "events.out.tfevents.1700000000.host.1.0")


def tf2(folder):
    rng = np.random.default_rng(7)
    writer = EventFileWriter(folder)

    def add(summary, step, wall_time=None):
        if not isinstance(summary, summary_pb2.Summary):
            summary = summary_pb2.Summary.FromString(summary.SerializeToString())
        event = event_pb2.Event(summary=summary, step=step)
        event.wall_time = 1700000000 + step if wall_time is None else wall_time
        writer.add_event(event)

    for step in range(40):
        add(scalar.scalar_pb("epoch_loss", math.exp(-step / 10)), step, 1700000000 + step / 8)
    for step, value in enumerate(AWKWARD):
        add(scalar.scalar_pb("awkward", value), step)
    for step in range(3):
        add(histogram.histogram_pb("kernel", rng.normal(size=500), buckets=12), step)
    add(histogram.histogram_pb("equal", np.full(9, 2.5), buckets=4), 1)
    add(text.text_pb("note", "two words"), 1)
    add(hparams.hparams_pb({"lr": 0.1, "optimizer": "adam", "nesterov": True}), 0)
    writer.close()
    only_file(folder, "events.out.tfevents.1700000001.host.1.0.v2")


def number(value):
    """A number as JSON has it, or its name."""
    return value if math.isfinite(value) else repr(value)


def read(folder):
    """What TensorBoard finds."""
    everything = {
        name: 0 for name in ["scalars", "histograms", "images", "text", "hparams", "graphs"]
    }
    log = plugin_event_accumulator.EventAccumulator(folder, tensor_size_guidance=everything)
    log.Reload()
    found = {"scalars": {}, "histograms": {}, "images": {}, "texts": {}}
    for tag in log.Tags()["tensors"]:
        plugin = log.SummaryMetadata(tag).plugin_data.plugin_name
        points = []
        for event in log.Tensors(tag):
            value = tensor_util.make_ndarray(event.tensor_proto)
            if plugin == "scalars":
                value = number(float(value))
            elif plugin == "histograms":
                value = [[float(x) for x in row] for row in value]
            elif plugin == "images":
                value = [int(value[0]), int(value[1]), len(value[2])]
            elif plugin == "text":
                value = "\n".join(line.decode() for line in np.atleast_1d(value))
            else:
                break
            points.append([event.step, event.wall_time, value])
        else:
            kind = "texts" if plugin == "text" else plugin
            found[kind][tag] = points
    try:
        graph = log.Graph()
        found["graph"] = [[node.name, node.op, list(node.input)] for node in graph.node]
    except ValueError:
        pass
    return found


folder = sys.argv[1]
for name, write in [("pytorch", pytorch), ("tf2", tf2)]:
    path = os.path.join(folder, name)
    shutil.rmtree(path, ignore_errors=True)
    write(path)
    with open(os.path.join(folder, name + ".json"), "w") as file:
        json.dump(read(path), file, ensure_ascii=False)
        file.write("\n")
