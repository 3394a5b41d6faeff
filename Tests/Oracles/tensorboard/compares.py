#!/usr/bin/env python3
"""Compares what vizbp reads of event files with what TensorBoard's own reader reads of them:

    compares.py PROGRAM FOLDER ...

Below each folder, every folder with event files is read by both: the same tags, and of each tag as
many values, equal in step, time and number. Of a damaged file TensorBoard reads what stands before
the damage, and vizbp what stands behind it, too: there everything of TensorBoard's has to be among
what vizbp read. It needs the package tensorboard; scripts/check-tensorboard.sh runs it.
"""

import functools
import json
import math
import os
import subprocess
import sys
from collections import Counter

from tensorboard.backend.event_processing import plugin_event_accumulator
from tensorboard.util import tensor_util

program, roots = sys.argv[1], sys.argv[2:]


def number(text):
    if isinstance(text, str):
        return {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}[text]
    return float(text)


def row(step, time, value):
    # What no event file says has no step.
    return (None if math.isnan(step) else int(step), float(time), "nan" if math.isnan(value) else float(value).hex())


def of_tensorboard(folder):
    log = plugin_event_accumulator.EventAccumulator(
        folder, tensor_size_guidance={"scalars": 0}, purge_orphaned_data=True
    )
    log.Reload()
    found = {}
    for tag in log.PluginTagToContent("scalars") if "scalars" in plugins(log) else []:
        found[tag] = Counter(
            row(event.step, event.wall_time, float(tensor_util.make_ndarray(event.tensor_proto)))
            for event in log.Tensors(tag)
        )
    return found


def plugins(log):
    tags = log.Tags()["tensors"]
    return {log.SummaryMetadata(tag).plugin_data.plugin_name for tag in tags}


@functools.cache
def of_vizbp(path):
    done = subprocess.run(
        [program, "export", "--long", "--jsonl", path], capture_output=True, text=True
    )
    remarks = done.stderr
    if done.returncode not in (0, 65):
        sys.exit(f"{path}: status {done.returncode}: {remarks}")
    found = {}
    for line in done.stdout.splitlines():
        value = json.loads(line)
        rows = found.setdefault(value["metric"], Counter())
        rows[row(number(value["step"]), value.get("wall_time", 0), number(value["value"]))] += 1
    return found, remarks


def events(folder):
    return sorted(
        name
        for name in os.listdir(folder)
        if "tfevents" in name and os.path.isfile(os.path.join(folder, name))
    )


def names(tag, folder):
    """How vizbp may call a tag of a folder that is a part of the run above it."""
    part = os.path.basename(folder)
    start = tag.replace("/", "_") + "_"
    return [f"{part}/{tag}"] + ([f"{tag}/{part[len(start):]}"] if part.startswith(start) else [])


def compare(tag, theirs, ours, where, is_damaged):
    if ours is None:
        sys.exit(f"{where}: vizbp has no {tag}, of which TensorBoard has {theirs.total()} values")
    if is_damaged:
        if theirs - ours:
            sys.exit(f"{where}: {tag}: vizbp lacks {(theirs - ours).total()} values")
    elif theirs != ours:
        sys.exit(
            f"{where}: {tag}: {theirs.total()} values by TensorBoard, {ours.total()} by vizbp;"
            f" only there {(theirs - ours).total()}, only here {(ours - theirs).total()}"
        )


tags = values = folders = 0
for root in roots:
    for folder, _, _ in sorted(os.walk(root)):
        files = events(folder)
        if not files:
            continue
        folders += 1
        theirs = of_tensorboard(folder)
        below = [name for name in os.listdir(folder) if os.path.isdir(os.path.join(folder, name))]
        ours, remarks = of_vizbp(folder)
        is_damaged = any(word in remarks for word in ("damaged", "incomplete", "holds no event"))
        for tag, rows in theirs.items():
            compare(tag, rows, ours.get(tag), folder, is_damaged)
            tags, values = tags + 1, values + rows.total()
        if not below and not is_damaged and set(ours) != set(theirs):
            sys.exit(f"{folder}: other tags: {sorted(set(ours) ^ set(theirs))}")
        # A part of a run has its values in the run, too.
        above = os.path.dirname(folder)
        if above.startswith(root) and above != root:
            whole, _ = of_vizbp(above)
            for tag, rows in theirs.items():
                found = [whole[name] for name in names(tag, folder) if name in whole]
                if found:
                    compare(tag, rows, found[0], above, is_damaged)
if not values:
    sys.exit("tensorboard: there is nothing to compare")
print(f"TensorBoard and vizbp read {values} values of {tags} tags in {folders} folders, all equal")
