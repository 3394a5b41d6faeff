#!/usr/bin/env python3
"""Makes Sources/VizLectures/Generated/CopyMachineData.swift from a run of the copy task:

    vizbp train --model ntm --task copy --seed 3 --capture none --out out/copy
    scripts/carried/make-copy-machine.py out/copy

The build does not run it. Nothing but Python is needed.
"""

import base64
import json
import sys
import textwrap
from pathlib import Path

TARGET = Path(__file__).parents[2] / "Sources/VizLectures/Generated/CopyMachineData.swift"


def main(folder: str) -> None:
    checkpoint = json.loads((Path(folder) / "checkpoint.json").read_text())
    record = json.loads((Path(folder) / "run.json").read_text())
    if checkpoint["dtype"] != "float32":
        sys.exit("the machine's numbers should be float32")
    numbers = b"".join(base64.b64decode(entry["data"]) for entry in checkpoint["parameters"])
    lines = textwrap.wrap(base64.b64encode(numbers).decode(), 150)
    seed = record["configuration"]["seed"]
    TARGET.write_text(
        "// Made by scripts/carried/make-copy-machine.py; do not edit.\n// swift-format-ignore-file\n\n"
        f"/// The parameters of a Neural Turing Machine after {checkpoint['steps']} steps of the copy task,"
        f" from seed {seed}: one\n/// after the other as the network has them, float32, in base64.\n"
        'let copyMachineData: StaticString = """\n'
        + "".join(f"    {line}\n" for line in lines)
        + '    """\n'
    )


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
