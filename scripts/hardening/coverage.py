#!/usr/bin/env python3
"""Prints the share of lines that tests run, by room, from what `llvm-cov export` says.

    scripts/hardening/coverage.py SUMMARY.json FLOOR     status 1 where all rooms together are below the floor
"""

import json
import sys
from collections import defaultdict
from pathlib import Path

SOURCES = Path(__file__).resolve().parents[2] / "Sources"


def main(summary, floor):
    rooms, files = defaultdict(lambda: [0, 0]), []
    for file in json.loads(Path(summary).read_text())["data"][0]["files"]:
        path = Path(file["filename"])
        if not path.is_relative_to(SOURCES):
            continue
        lines = file["summary"]["lines"]
        name = path.relative_to(SOURCES)
        rooms[name.parts[0]][0] += lines["covered"]
        rooms[name.parts[0]][1] += lines["count"]
        files.append((lines["count"] - lines["covered"], lines["count"], name))
    if not rooms:
        print("coverage: nothing was measured", file=sys.stderr)
        return 1
    rooms["all"] = [sum(column) for column in zip(*rooms.values())]
    for room, (covered, count) in sorted(rooms.items(), key=lambda item: (item[0] == "all", item)):
        print(f"{room:14} {100 * covered / count:5.1f} %  {covered:6,} of {count:6,} lines")
    print("most lines that no test runs:")
    for missed, count, name in sorted(files, reverse=True)[:10]:
        print(f"  {missed:4} of {count:4}  {name}")
    covered, count = rooms["all"]
    if 100 * covered < float(floor) * count:
        print(f"coverage: below the floor of {floor} %", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
