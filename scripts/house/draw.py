"""Writes the house as graph JSON: rooms are nodes, layers scopes, inputs what a room uses.

The description that `swift package describe --type json` prints comes in by standard input.
"""

import json
import sys
from pathlib import Path

LAYERS = {
    "values": "values", "engine": "engine: computes", "recording": "recording: keeps",
    "judging": "judging", "drawing": "drawing", "front": "front: what people meet",
}


def without_shortcuts(uses):
    """Each room's uses, but for those that it reaches through another one."""
    def reach(name, seen):
        for used in uses.get(name, ()):
            if used not in seen:
                seen.add(used)
                reach(used, seen)
        return seen

    return {
        name: [
            used for used in direct
            if not any(used in reach(other, set()) for other in direct if other != used)]
        for name, direct in uses.items()}


def main():
    description = json.load(sys.stdin)
    root = Path(__file__).resolve().parents[2]
    house = json.loads((root / "docs/house.json").read_text(encoding="utf-8"))
    rooms = {room["name"]: room for room in house["rooms"]}
    uses = {
        target["name"]: [used for used in target.get("target_dependencies", []) if used in rooms]
        for target in description["targets"] if target["name"] in rooms}
    drawn = without_shortcuts(uses)
    # What nobody uses is an output: its id is drawn as what comes out.
    used = {name for uses in drawn.values() for name in uses}
    last = {name: "pages" for name in drawn if name not in used}
    nodes = [
        {
            "id": last.get(name, name), "op": rooms[name].get("folder", name), "inputs": drawn[name],
            "scope": LAYERS[rooms[name]["layer"]],
        }
        for name in rooms if name in drawn]
    json.dump(
        {"format": "vizbp.graph", "version": 1, "name": "The house", "nodes": nodes},
        sys.stdout, indent=1, ensure_ascii=False)


if __name__ == "__main__":
    main()
