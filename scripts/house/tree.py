"""What the rules of the house ask of a tree: its files, its rooms and its package description."""

import json
import os
import re
import subprocess
from pathlib import Path

OURS = ("Sources", "Tests", "Examples", "Benchmarks", "templates", "scripts")
SOURCE_ENDINGS = {".swift", ".c", ".h", ".js", ".css", ".mustache", ".html", ".py", ".sh"}
LEFT_OUT = {".build", "Fixtures", "Snapshots", "__pycache__"}


class Tree:
    """A checkout, read once."""

    def __init__(self, root):
        self.root = Path(root)
        self.house = json.loads(self.text("docs/house.json"))
        self.debts = json.loads(self.text("docs/house-debts.json"))
        self.rooms = {room["name"]: room for room in self.house["rooms"]}
        self.libraries = set(self.house["libraries"])
        self.sources = sorted(path for folder in OURS for path in self.files(folder))

    def files(self, folder):
        """The source files below a folder, without what was built or recorded."""
        for parent, folders, names in os.walk(self.root / folder):
            folders[:] = [name for name in folders if name not in LEFT_OUT]
            for name in names:
                path = Path(parent, name)
                if path.suffix in SOURCE_ENDINGS:
                    yield path.relative_to(self.root).as_posix()

    def text(self, path):
        return (self.root / path).read_text(encoding="utf-8")

    def folder(self, room):
        return "Sources/" + self.rooms[room].get("folder", room)

    def swift(self, room):
        """The Swift files of a room."""
        prefix = self.folder(room) + "/"
        return [
            path for path in self.sources if path.startswith(prefix) and path.endswith(".swift")]

    def reach(self, room):
        """What a room may use: what its entry names, and the rooms that those may use."""
        reached, queue = set(), list(self.rooms[room]["mayUse"])
        while queue:
            name = queue.pop()
            if name in reached:
                continue
            reached.add(name)
            if name in self.rooms:
                queue += [used for used in self.rooms[name]["mayUse"] if used in self.rooms]
        return reached

    def package(self):
        """The package as SwiftPM understands it."""
        answer = subprocess.run(
            ["swift", "package", "--package-path", str(self.root), "dump-package"],
            capture_output=True, text=True)
        if answer.returncode != 0:
            raise SystemExit(f"check-house: swift package dump-package failed:\n{answer.stderr}")
        return json.loads(answer.stdout)


def is_generated(path):
    return "/Generated/" in path


IMPORT = re.compile(
    r"^\s*(?:@\w+\s+)?(?:(?:public|package|internal|private|fileprivate)\s+)?"
    r"import\s+(?:(?:struct|class|enum|protocol|func|var|let|typealias)\s+)?(\w+)")


def imports(text):
    """Line number and module of every import of a Swift file."""
    for number, line in enumerate(text.split("\n"), 1):
        if found := IMPORT.match(line):
            yield number, found[1]


def dependencies(target):
    """The names of what a target of the package description depends on."""
    for dependency in target["dependencies"]:
        kind, value = next(iter(dependency.items()))
        if kind in ("byName", "target", "product"):
            yield value[0]
