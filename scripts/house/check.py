"""Holds a tree against the rules of the house; see scripts/check-house.sh."""

import argparse
import json
import sys
from pathlib import Path

from rules import RULES, undocumented
from tree import Tree


def main():
    parser = argparse.ArgumentParser(prog="check-house.sh")
    parser.add_argument("--root", default=Path(__file__).resolve().parents[2])
    parser.add_argument("--sentences", nargs="?", const="", metavar="ROOM")
    parser.add_argument("--tighten", action="store_true")
    options = parser.parse_args()
    tree = Tree(options.root)
    if options.sentences is not None:
        return list_undocumented(tree, options.sentences)
    if options.tighten:
        return tighten(tree)
    return check(tree)


def check(tree):
    allowed = {(debt["rule"], debt["path"], debt["what"]): debt for debt in tree.debts["breaches"]}
    used, wrong = set(), []
    for rule in RULES:
        for breach in rule(tree):
            key = (breach.rule, breach.path, breach.what)
            if key in allowed:
                used.add(key)
                continue
            location = f"{breach.path}:{breach.line}" if breach.line else breach.path
            wrong.append(f"{location}: {breach.rule}: {breach.message}")
    # A list of exceptions that are none any more would let them come back.
    wrong += [
        f"docs/house-debts.json: debts: {path} no longer breaks the rule {rule!r} ({what}): take "
        "its entry out"
        for rule, path, what in allowed.keys() - used]
    for line in sorted(wrong):
        print(line)
    if wrong:
        print(f"check-house: {len(wrong)} breaches of the rules in CONTRIBUTING.md", file=sys.stderr)
        return 1
    debts = len(used)
    lower = [
        room for room, count in tree.debts["sentences"].items()
        if room in tree.rooms and len(list(undocumented(tree, room))) < count]
    if lower:
        print(
            f"check-house: fewer without a sentence in {', '.join(lower)}: "
            "scripts/check-house.sh --tighten")
    print(f"check-house: all good{f', but for {debts} known breaches' if debts else ''}")
    return 0


def list_undocumented(tree, wanted):
    for room in [wanted] if wanted else tree.rooms:
        if room not in tree.rooms:
            print(f"check-house: there is no room {room}", file=sys.stderr)
            return 64
        found = list(undocumented(tree, room))
        for path, line, declaration in found:
            print(f"{path}:{line}: {declaration}")
        print(f"{room}: {len(found)} public declarations without a sentence")
    return 0


def tighten(tree):
    counts = {room: len(list(undocumented(tree, room))) for room in tree.rooms}
    before = tree.debts["sentences"]
    tree.debts["sentences"] = {
        room: min(count, before.get(room, 0)) for room, count in counts.items()
        if min(count, before.get(room, 0))}
    (tree.root / "docs/house-debts.json").write_text(
        json.dumps(tree.debts, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
