"""The rules of the house: each yields what breaks it, a Breach each."""

import re
from collections import Counter

from breach import Breach
from integers import integer_rule
from tree import dependencies, imports, is_generated

LONGEST_FILE = 350
LARGEST_FOLDER = 20


def import_rule(tree):
    """A room imports only what docs/house.json says it may use."""
    known = set(tree.rooms) | tree.libraries | set(tree.house["everywhere"])
    for room in tree.rooms:
        may = tree.reach(room) | set(tree.house["everywhere"]) | {room}
        for path in tree.swift(room):
            for line, module in imports(tree.text(path)):
                if module not in known:
                    yield Breach(
                        "imports", path, module, f"{module} is in no entry of docs/house.json", line)
                elif module not in may:
                    yield Breach(
                        "imports", path, module,
                        f"{room} may not use {module}: move what it needs up the table of "
                        "docs/house.json, or this file down", line)


def dependency_rule(tree):
    """A room's entry in Package.swift names what its files import, and nothing it may not use."""
    targets = {target["name"]: target for target in tree.package()["targets"]}
    for room in tree.rooms:
        if room not in targets:
            yield Breach("dependencies", "Package.swift", room, f"there is no target {room}")
            continue
        declared = set(dependencies(targets[room]))
        for name in sorted(declared - tree.reach(room)):
            yield Breach(
                "dependencies", "Package.swift", f"{room}: {name}",
                f"{room} may not depend on {name}")
        imported = {module for path in tree.swift(room) for _, module in imports(tree.text(path))}
        declarable = (set(tree.rooms) | tree.libraries) - {room, "System"}
        for name in sorted(imported & declarable - declared):
            yield Breach(
                "dependencies", "Package.swift", f"{room}: {name}",
                f"{room} imports {name} and does not declare it")
        for name in sorted(declared - imported):
            yield Breach(
                "dependencies", "Package.swift", f"{room}: {name}",
                f"{room} declares {name} and imports it nowhere")


def room_rule(tree):
    """Every room is in the table, has its tests, and a paragraph in docs/architecture.md."""
    rooms = {tree.folder(room) for room in tree.rooms}
    folders = sorted(
        "Sources/" + path.name for path in (tree.root / "Sources").iterdir() if path.is_dir())
    for folder in folders:
        name = folder.removeprefix("Sources/")
        if folder not in rooms and name not in tree.libraries:
            yield Breach("rooms", folder, name, "it has no entry in docs/house.json")
    page = tree.text("docs/architecture.md")
    for room in tree.rooms:
        folder, tests = tree.folder(room), f"Tests/{room}Tests"
        if folder not in folders:
            yield Breach("rooms", "docs/house.json", room, f"there is no {folder}")
        elif not tree.rooms[room].get("untested") and not (tree.root / tests).is_dir():
            yield Breach("rooms", folder, room, f"there is no {tests}")
        if f"**`{folder.removeprefix('Sources/')}`**" not in page:
            yield Breach(
                "rooms", "docs/architecture.md", room, f"it has no paragraph on {room}")


def length_rule(tree):
    """A file of ours has at most 350 lines."""
    for path in tree.sources:
        if is_generated(path):
            continue
        lines = tree.text(path).count("\n")
        if lines > LONGEST_FILE:
            yield Breach(
                "file-length", path, "lines",
                f"{lines} lines, more than {LONGEST_FILE}: split it by what it does")


def folder_rule(tree):
    """A folder holds at most 20 source files."""
    counts = Counter(path.rsplit("/", 1)[0] for path in tree.sources if not is_generated(path))
    for folder, count in sorted(counts.items()):
        if count > LARGEST_FOLDER:
            yield Breach(
                "folder-size", folder, "files",
                f"{count} source files, more than {LARGEST_FOLDER}: sort them by topic")


PUBLIC = re.compile(r"\s*(?:@\w+(?:\([^)]*\))?\s+)*(?:public|open)\s+(?!import\b)(?![-+*/]?=)(.*)")


OPEN_TYPE = re.compile(r"(\s*)(?:@\w+(?:\([^)]*\))?\s+)*public (?:indirect )?(enum|protocol) ")
MEMBER = {
    "enum": re.compile(r"\s*(?:indirect )?(case (?!\.).*)"),
    "protocol": re.compile(
        r"\s*((?:static |mutating )*(?:func|var|init|associatedtype|subscript)\b.*)"),
}


def members(lines):
    """The cases of public enumerations, and what public protocols ask for, by the index of their line."""
    types, found = [], {}
    for index, line in enumerate(lines):
        if opened := OPEN_TYPE.match(line):
            if not line.endswith("}"):
                types.append((opened[1], opened[2]))
        elif types and line == types[-1][0] + "}":
            types.pop()
        elif types and re.match(types[-1][0] + r"  \S", line):
            if member := MEMBER[types[-1][1]].match(line):
                found[index] = member
    return found


def undocumented(tree, room):
    """Path, line and text of every public declaration of a room without a comment of its own."""
    for path in tree.swift(room):
        if is_generated(path):
            continue
        lines = tree.text(path).split("\n")
        inside = members(lines)
        for index, line in enumerate(lines):
            if not (declaration := inside.get(index) or PUBLIC.match(line)):
                continue
            above = index - 1
            while above >= 0 and re.match(r"\s*@", lines[above]):
                above -= 1
            if not (above >= 0 and lines[above].lstrip().startswith("///")):
                yield path, index + 1, declaration[1]


def sentence_rule(tree):
    """A public declaration has a sentence; what has none yet may only become less, room by room."""
    for room in tree.rooms:
        found = list(undocumented(tree, room))
        allowed = tree.debts["sentences"].get(room, 0)
        if len(found) > allowed:
            yield Breach(
                "sentences", tree.folder(room), room,
                f"{len(found)} public declarations without a sentence, {allowed} at most; "
                f"scripts/check-house.sh --sentences {room} lists them")


TRAP = re.compile(r"\btry!|\bas!|\bfatalError\(|\bpreconditionFailure\(|\bunsafelyUnwrapped\b")
UNCHECKED = re.compile(r"@unchecked Sendable|nonisolated\(unsafe\)")


def trap_rule(tree):
    """Nothing that input reaches stops the program, and what is unchecked says why."""
    for room in tree.rooms:
        for path in tree.swift(room):
            if is_generated(path):
                continue
            lines = tree.text(path).split("\n")
            for index, line in enumerate(lines):
                if line.lstrip().startswith("//"):
                    continue
                if found := TRAP.search(line):
                    yield Breach(
                        "traps", path, found[0], f"{found[0]}: throw an error instead", index + 1)
                above = lines[max(index - 1, 0)].lstrip()
                if UNCHECKED.search(line) and not above.startswith("//"):
                    yield Breach(
                        "traps", path, "unchecked",
                        "say on the line above why this may be unchecked", index + 1)
    if "unsafeFlags" in tree.text("Package.swift"):
        yield Breach(
            "traps", "Package.swift", "unsafeFlags",
            "no other package can depend on one with such flags")


def version_rule(tree):
    """The version of Swift, and that of the program, is the same wherever it stands."""
    swift = re.match(r"// swift-tools-version: *([\d.]+)", tree.text("Package.swift"))[1]
    said = {
        "README.md": r"Swift (\d+\.\d+)",
        "CONTRIBUTING.md": r"Swift (\d+\.\d+)",
        "scripts/bootstrap.sh": r"install (\d+\.\d+) or newer",
        "Examples/Package.swift": r"swift-tools-version: *(\d+\.\d+)",
        "Benchmarks/Package.swift": r"swift-tools-version: *(\d+\.\d+)",
        "Tests/Fuzz/Package.swift": r"swift-tools-version: *(\d+\.\d+)",
    }
    for path, pattern in said.items():
        found = re.findall(pattern, tree.text(path))
        if not found:
            yield Breach("versions", path, "Swift", f"it does not say that it needs Swift {swift}")
        for version in found:
            if version != swift:
                yield Breach(
                    "versions", path, "Swift", f"it says Swift {version}, Package.swift {swift}")

    command = "Sources/VizBase/Text/VizBPRelease.swift"
    program = re.search(r'version: String = "([^"]+)"', tree.text(command))
    if not program:
        yield Breach("versions", command, "vizbp", "it does not say which version it is")
        return
    released = re.findall(r"^## \[(\d[^\]]*)\]", tree.text("CHANGELOG.md"), re.M)
    if released and released[0] != program[1]:
        yield Breach(
            "versions", "CHANGELOG.md", "vizbp",
            f"its latest release is {released[0]}, the program says {program[1]}")
    others = {
        "README.md": r'from: "([^"]+)"\)',
        "python/src/vizbp/_version.py": r'^VERSION = "([^"]+)"',
        "packaging/homebrew/vizbp.rb": r"vizbp-([\d.]+)\.tar",
        "packaging/fedora/vizbp.spec": r"^Version: +(\S+)",
    }
    for path, pattern in others.items():
        found = re.findall(pattern, tree.text(path), re.M)
        if not found:
            yield Breach("versions", path, "vizbp", "it does not say the version")
        for version in found:
            if version != program[1]:
                yield Breach(
                    "versions", path, "vizbp",
                    f"it says {version}, the program {program[1]}; scripts/set-version.sh")


EXPORT = re.compile(r"^@_exported import (?:struct|enum|class|protocol|typealias|func) (\w+)\.(\w+)$", re.M)
HELD_BACK = re.compile(r"^// Not re-exported of (\w+)[^:]*: ([\w, ]+)\.$", re.M)
TOP_TYPE = re.compile(
    r"^(?:@\w+(?:\([^)]*\))? )*public (?:final |indirect )?(?:struct|class|enum|protocol|typealias) (\w+)",
    re.M)


EXPORTED_ROOM = re.compile(r"^@_exported import (Viz\w+)$", re.M)
# Of Foundation's names those that a room of ours could come to have. Whoever imports both could not say
# which of two is meant.
FOUNDATION = frozenset(
    "Bundle Calendar Comparator Data Date Decimal Dimension Expression Formatter Host Locale Measurement"
    " Morphology Notification Operation Pipe Port Predicate Process Progress Scanner SortOrder Stream"
    " Thread TimeInterval Timer Unit UnitConverter".split())


def export_rule(tree):
    """What VizBP re-exports by single types is all of a room's, but for what is named as held back; of a
    room that is re-exported whole, nothing has a name of Foundation's."""
    front = "Sources/VizBP/VizBP.swift"
    text = tree.text(front)
    told = {}
    for room, name in EXPORT.findall(text):
        told.setdefault(room, set()).add(name)
    for room, names in HELD_BACK.findall(text):
        told.setdefault(room, set()).update(names.split(", "))
    for room, names in told.items():
        found = {name for path in tree.swift(room) for name in TOP_TYPE.findall(tree.text(path))}
        for name in sorted(found - names):
            yield Breach(
                "exports", front, f"{room}.{name}",
                f"{room} has a public {name}: re-export it there, or name it among those held back")
        for name in sorted(names - found):
            yield Breach(
                "exports", front, f"{room}.{name}", f"{room} has no public {name} any more")
    for room in EXPORTED_ROOM.findall(text):
        for path in tree.swift(room):
            for name in FOUNDATION.intersection(TOP_TYPE.findall(tree.text(path))):
                yield Breach(
                    "exports", path, f"{room}.{name}",
                    f"Foundation has a {name}, too: find another name, or hold it back in {front}")


CATALOGUE = "Sources/VizBP/VizBP.docc"
# Where the code of a page may stand, by its language: programs that CI builds and runs, and settings that
# tests read.
PROGRAMS = {"swift": ("Examples/", ".swift"), "json": ("Examples/", ".swift"), "toml": ("Examples/", ".toml")}
# What the page for contributors shows is how the house itself is made.
OURSELVES = {"swift": ("Sources/", ".swift"), "python": ("Tests/Oracles/", ".py")}


def article_rule(tree):
    """A block of code on a page stands where it is compiled, run or read by a test."""
    pages = {
        page.relative_to(tree.root).as_posix(): PROGRAMS
        for page in sorted((tree.root / CATALOGUE).rglob("*.md"))}
    pages |= {"README.md": PROGRAMS, "CONTRIBUTING.md": OURSELVES}
    read = {}

    def programs(folder, ending):
        if (folder, ending) not in read:
            read[folder, ending] = [
                [line.strip() for line in path.read_text(encoding="utf-8").split("\n")]
                for path in sorted((tree.root / folder).rglob("*" + ending))
                if ".build" not in path.parts]
        return read[folder, ending]

    def stands(block, home):
        return any(
            lines[start:start + len(block)] == block
            for lines in programs(*home)
            for start in range(len(lines) - len(block) + 1) if lines[start] == block[0])

    for path, homes in pages.items():
        block, language, start = [], None, 0
        for number, line in enumerate(tree.text(path).split("\n"), 1):
            if language is None:
                if line.startswith("```"):
                    block, language, start = [], line[3:], number
            elif line.startswith("```"):
                if language in homes and block and not stands(block, homes[language]):
                    yield Breach(
                        "articles", path, language,
                        f"this code stands in no file *{homes[language][1]} of {homes[language][0]}",
                        start)
                language = None
            else:
                block.append(line.strip())


RULES = [
    import_rule, dependency_rule, room_rule, length_rule, folder_rule, sentence_rule, trap_rule,
    integer_rule, version_rule, export_rule, article_rule,
]
