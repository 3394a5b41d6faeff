#!/usr/bin/env python3
"""Has TensorBoard's own reader read what VizEventsWriter's `sample` logged:

    reads.py FOLDER COUNT

All scalars and histograms have to come back equal, and the rest has to be there. It needs the
package tensorboard; scripts/check-tensorboard.sh runs it where that is there.
"""

import math
import struct
import sys

import numpy as np
from tensorboard.backend.event_processing import plugin_event_accumulator
from tensorboard.plugins.hparams import plugin_data_pb2
from tensorboard.util import tensor_util

folder, count = sys.argv[1], int(sys.argv[2])
everything = {name: 0 for name in ["scalars", "histograms", "images", "text", "hparams"]}
log = plugin_event_accumulator.EventAccumulator(folder, tensor_size_guidance=everything)
log.Reload()


def expected(step):
    if step % 10 == 8:
        return math.nan
    if step % 10 == 9:
        return math.inf if step % 20 == 9 else -math.inf
    return step / (7 if step % 2 == 0 else -3e5)


def same(a, b):
    return struct.pack("<d", a) == struct.pack("<d", b) or (math.isnan(a) and math.isnan(b))


def check(is_true, what):
    if not is_true:
        sys.exit(f"tensorboard: {what}")


scalars = log.Tensors("loss")
check(len(scalars) == count, f"{len(scalars)} scalars instead of {count}")
for step, event in enumerate(scalars):
    value = tensor_util.make_ndarray(event.tensor_proto)
    check(value.dtype == np.float64 and value.shape == (), f"a scalar is {value.dtype}")
    check(event.step == step, f"step {event.step} instead of {step}")
    check(event.wall_time == 1_700_000_000 + step / 8, f"the time of step {step}")
    check(same(float(value), expected(step)), f"{value} instead of {expected(step)}")

histograms = log.Tensors("layer/weights")
check(len(histograms) == max(count // 10, 1), f"{len(histograms)} histograms")
for step, event in enumerate(histograms):
    value = tensor_util.make_ndarray(event.tensor_proto)
    edges = [edge / 7 - step for edge in range(31)]
    rows = [[edges[bin], edges[bin + 1], bin * step] for bin in range(30)]
    check(event.step == step and np.array_equal(value, rows), f"histogram {step}")

plugins = {
    tag: log.SummaryMetadata(tag).plugin_data.plugin_name
    for tag in ["loss", "layer/weights", "note", "boundary", "vizbp/nodes"]
}
check(list(plugins.values()) == ["scalars", "histograms", "text", "images", "vizbp"], plugins)
check(log.Tensors("note")[0].tensor_proto.string_val[0] == b"a **bold** word", "the text")
picture = log.Tensors("boundary")[0].tensor_proto.string_val
check(list(picture[:2]) == [b"1", b"1"] and picture[2][1:4] == b"PNG", "the picture")

names = [node.name for node in log.Graph().node]
check(names == ["net/layer_1/x", "net/layer_1/x_a", "n_n___"], f"the graph's nodes {names}")

content = log.PluginTagToContent("hparams")["_hparams_/session_start_info"]
start = plugin_data_pb2.HParamsPluginData.FromString(content).session_start_info
check(
    start.hparams["lr"].number_value == 0.01
    and start.hparams["optimizer"].string_value == "adam"
    and start.hparams["nesterov"].bool_value,
    "the hyperparameters",
)
print(f"TensorBoard read {len(scalars)} scalars and {len(histograms)} histograms, all equal")
