#!/usr/bin/env python3
"""Lays the ratios of two runs of the benchmarks beside each other: compare-ratios.py BEFORE AFTER

A ratio is what something of ours takes beside what it is measured against; less is better. Behind
it stands, as "± …", half the spread of the middle half of its rounds. A change counts only where the
spreads of both runs do not meet: what is smaller is noise. No change fails anything.
"""

import json
import sys


def read(path):
    try:
        with open(path, encoding="utf-8") as file:
            content = json.load(file)
    except OSError as error:
        sys.exit(f"error: {path}: {error.strerror}; `make bench` writes it, a second run keeps both")
    except ValueError as error:
        sys.exit(f"error: {path}: it is no JSON: {error}")
    if not isinstance(content, dict) or content.get("format") != "vizbp.ratios":
        sys.exit(f"error: {path}: it is no file of ratios")
    return content


def shown(entry):
    spread = 100 * (entry["high"] - entry["low"]) / 2 / entry["ratio"]
    return f"{entry['ratio']:.3g} ± {spread:.0f} %"


def verdict(before, after):
    change = 100 * (after["ratio"] / before["ratio"] - 1)
    if after["low"] > before["high"]:
        return f"{change:+.0f} %, slower"
    if after["high"] < before["low"]:
        return f"{change:+.0f} %, faster"
    return f"{change:+.0f} %, within the noise"


def rows(before, after):
    def by_name(content):
        return {(entry["name"], entry["beside"]): entry for entry in content["ratios"]}

    old, new = by_name(before), by_name(after)
    for key in list(new) + [key for key in old if key not in new]:
        name = f"{key[0]}, beside {key[1]}"
        if key not in old:
            yield name, "", shown(new[key]), "new"
        elif key not in new:
            yield name, shown(old[key]), "", "not measured"
        else:
            yield name, shown(old[key]), shown(new[key]), verdict(old[key], new[key])


def main(arguments):
    if len(arguments) != 2:
        sys.exit("usage: compare-ratios.py BEFORE AFTER")
    before, after = map(read, arguments)
    for field in ("machine", "vectors"):
        pair = [content.get(field, "unknown") for content in (before, after)]
        print(f"{field}: " + (pair[0] if pair[0] == pair[1] else " → ".join(pair)))
    table = [("", "before", "after", "change"), *rows(before, after)]
    widths = [max(map(len, column)) for column in zip(*table)]
    for row in table:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip())


if __name__ == "__main__":
    main(sys.argv[1:])
