"""What a package carries of others: libraries, what owns them, and under which licences."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
# What belongs to the C library, whose parts have to fit each other and the kernel.
SYSTEM = re.compile(
    r"^(linux-vdso|ld-linux.*|libc|libm|libdl|libpthread|librt|libutil|libresolv|libanl)\.so")
# A licence that Debian's copyright files only name.
SHARED = re.compile(rb"/usr/share/common-licenses/([A-Za-z0-9.+-]*[A-Za-z0-9])")
# Graphviz opens it while it runs; no other plugin takes part in a layout.
PLUGIN = "libgvplugin_dot_layout.so"
# What the program opens itself when it needs it, where the loader does not see it, and the package of
# Debian that has it.
OPENED = {"libopenblas.so.0": "libopenblas0"}
# The licence of the libraries that are taken from a source package of Debian, by SPDX; of those that
# come under several licences for several parts, that of the library.
LICENSES = {
    "brotli": "MIT", "cairo": "LGPL-2.1-only OR MPL-1.1", "expat": "MIT",
    "fontconfig": "HPND AND MIT", "freetype": "FTL OR GPL-2.0-or-later", "fribidi": "LGPL-2.1-or-later",
    "gcc-12": "GPL-3.0-or-later WITH GCC-exception-3.1", "giflib": "MIT", "glib2.0": "LGPL-2.1-or-later",
    "graphite2": "LGPL-2.1-or-later OR MPL-1.1 OR GPL-2.0-or-later", "graphviz": "EPL-1.0",
    "harfbuzz": "MIT-Modern-Variant", "libbsd": "BSD-3-Clause AND ISC", "libdatrie": "LGPL-2.1-or-later",
    "libffi": "MIT", "libmd": "BSD-3-Clause AND ISC", "libpng1.6": "libpng-2.0",
    "libselinux": "libselinux-1.0", "libthai": "LGPL-2.1-or-later", "libtool": "LGPL-2.0-or-later",
    "libwebp": "BSD-3-Clause", "libx11": "MIT AND X11", "libxau": "MIT-open-group",
    "libxcb": "X11", "libxdmcp": "MIT-open-group", "libxext": "MIT-open-group",
    "libxrender": "HPND-sell-variant", "openblas": "BSD-3-Clause", "pango1.0": "LGPL-2.0-or-later",
    "pcre2": "BSD-3-Clause", "pixman": "MIT", "sleef": "BSL-1.0", "util-linux": "LGPL-2.1-or-later",
    "zlib": "Zlib"}
APACHE = "Apache-2.0 WITH Swift-exception"


@dataclass
class Component:
    """Something of others that a package carries: of which version, from where, and which files."""

    name: str
    version: str
    license: str
    files: list[str] = field(default_factory=list)
    source: str = ""
    origin: str = ""
    supplier: str = ""

    @property
    def row(self) -> str:
        """A line of a list for people."""
        what = " ".join(word for word in (self.name, self.version) if word)
        source = f", source {self.source}" if self.source else ""
        return f"- {what}{source} ({self.license}): {', '.join(self.files)}"


def stop(what: str) -> None:
    sys.exit(f"{Path(sys.argv[0]).stem}: {what}")


def run(*command: str | Path, **options: object) -> str:
    done = subprocess.run(
        [str(word) for word in command], capture_output=True, text=True, check=False, **options)
    if done.returncode != 0:
        stop(f"{command[0]} failed: {done.stderr.strip() or done.stdout.strip()}")
    return done.stdout


def version_of(program: Path) -> str:
    """The program's own word on its version."""
    return run(program.resolve(), "--version").strip()


# MARK: Libraries

def needed(path: Path) -> dict[str, Path]:
    """What the loader takes along with a program or library, by name, without the C library."""
    found = {}
    for line in run("ldd", path).splitlines():
        name, _, rest = line.strip().partition(" => ")
        if SYSTEM.match(Path(name.split(" ")[0]).name):
            continue
        if "not found" in rest:
            stop(f"{path} needs {name}, which is not here")
        if rest:
            found[name] = Path(rest.split(" (")[0]).resolve()
    return found


def opened() -> dict[str, Path]:
    """What the program opens itself, by name."""
    known = run("/sbin/ldconfig", "-p")
    found = {}
    for name in OPENED:
        match = re.search(rf"^\s{re.escape(name)} .*=> (.+)$", known, re.MULTILINE)
        if not match:
            stop(f"there is no {name}; apt-get install {OPENED[name]}")
        found[name] = Path(match[1]).resolve()
    return found


def is_swift(path: Path) -> bool:
    """Whether a library is of the Swift runtime, which no Debian has."""
    swift = Path(shutil.which("swift") or "/nowhere").resolve().parent.parent
    return swift in path.parents


def graphviz_plugin(libraries: dict[str, Path]) -> Path:
    folder = next(path for name, path in libraries.items() if name.startswith("libgvc.")).parent
    found = sorted((folder / "graphviz").glob(PLUGIN + ".?"))
    if not found:
        stop(f"{folder}/graphviz has no {PLUGIN}")
    return found[0]


def write_plugin_list(plugin: Path, folder: Path) -> None:
    """Graphviz's list of its plugins, cut down to the one that is there, under its own name."""
    kept, depth, is_ours = [], 0, False
    lists = sorted(plugin.parent.glob("config?*"))
    if not lists:
        stop(f"{plugin.parent} has no list of plugins; dot -c writes it")
    for line in lists[0].read_text().splitlines():
        if depth == 0 and "{" in line:
            is_ours = line.split(" ")[0] == plugin.name
        depth += line.count("{") - line.count("}")
        if is_ours and line:
            kept.append(line)
    if not kept:
        stop(f"{lists[0]} does not list {plugin.name}")
    (folder / lists[0].name).write_text("\n".join(kept) + "\n")


def carry(source: Path, target: Path, *search: str) -> None:
    """Copy without symbols for debugging; it looks for others in folders of the package first."""
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(source.resolve(), target)
    target.chmod(0o755)
    run("strip", "--strip-unneeded", target)
    run("patchelf", "--force-rpath", "--set-rpath", ":".join(search), target)


def carry_all(program: Path, bin_folder: Path, lib_folder: Path) -> list[Path]:
    """The program, all libraries that it needs, and Graphviz's plugin; returns the libraries as they
    stand in this system. Libraries keep their names: Graphviz looks for its plugins beside the
    library called libgvc."""
    libraries = needed(program)
    plugin = graphviz_plugin(libraries)
    libraries |= needed(plugin) | opened()
    for path in opened().values():
        libraries |= needed(path)
    carry(program, bin_folder / "vizbp", "$ORIGIN/" + os.path.relpath(lib_folder, bin_folder))
    for name, path in sorted(libraries.items()):
        carry(path, lib_folder / name, "$ORIGIN")
    folder = lib_folder / "graphviz"
    carry(plugin, folder / plugin.name, "$ORIGIN/..")
    write_plugin_list(plugin, folder)
    shutil.copy(Path(__file__).with_name("fonts.conf"), lib_folder / "fonts.conf")
    return [*libraries.values(), plugin]


def newest_glibc(folder: Path) -> int:
    """The minor version of the newest symbol of glibc 2 that anything in a folder asks for."""
    from elftools.elf.elffile import ELFFile

    newest = 17
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or path.open("rb").read(4) != b"\x7fELF":
            continue
        with path.open("rb") as file:
            section = ELFFile(file).get_section_by_name(".gnu.version_r")
            for _, versions in section.iter_versions() if section else ():
                for version in versions:
                    match = re.fullmatch(r"GLIBC_2\.(\d+)(\.\d+)?", version.name)
                    newest = max(newest, int(match[1])) if match else newest
    return newest


# MARK: Licences

def gather(files: list[Path]) -> tuple[list[Component], dict[str, bytes]]:
    """What owns the files and what the program is made of, and the text of each licence, by the
    place where a package has it."""
    components, texts, owners = [], {}, {}
    for path in sorted(set(files)):
        owners.setdefault("swift" if is_swift(path) else owning_package(path), []).append(path.name)
    for owner, names in sorted(owners.items()):
        if owner == "swift":
            components.append(swift_runtime(names))
            continue
        name = owner.split(":")[0]
        shown = run("dpkg-query", "-W", "-f", "${Version} ${source:Package} ${source:Version}", owner)
        version, source, source_version = shown.split(" ")
        text = Path("/usr/share/doc") / name / "copyright"
        if not text.is_file():
            stop(f"{owner} has no licence at {text}")
        if source not in LICENSES:
            stop(f"{owner} is of {source}, whose licence LICENSES in carried.py does not have")
        texts[f"{name}/copyright"] = text.read_bytes()
        components.append(Component(
            name, version, LICENSES[source], names, source=f"{source} {source_version}",
            origin=f"https://snapshot.debian.org/package/{source}/{source_version}/",
            supplier="Debian"))
    if "swift" not in owners:
        components.append(swift_runtime(["part of the program"]))
    texts["swift/LICENSE.txt"] = swift_license().read_bytes()
    for text in list(texts.values()):
        for name in SHARED.findall(text):
            shared = Path("/usr/share/common-licenses") / name.decode()
            if shared.is_file():
                texts[f"common-licenses/{shared.name}"] = shared.read_bytes()
    program, program_texts = compiled_in()
    texts |= program_texts
    return components + program, texts


def compiled_in() -> tuple[list[Component], dict[str, bytes]]:
    """What is part of the program itself."""
    components, texts = [], {}
    pins = json.loads((ROOT / "Package.resolved").read_text())["pins"]
    for pin in pins:
        name = pin["identity"]
        # The folder is named as the address is, the identity in small letters.
        folder = ROOT / ".build" / "checkouts" / Path(pin["location"]).stem
        found = sorted(folder.glob("LICENSE*"))
        if not found:
            stop(f"{folder.relative_to(ROOT)} has no licence")
        text = found[0].read_bytes()
        licence = APACHE if b"Runtime Library Exception" in text else (
            "MIT" if text.lstrip().startswith(b"MIT License") else "Apache-2.0")
        components.append(Component(
            name, pin["state"].get("version", ""), licence,
            ["part of the program"], origin=pin["location"]))
        texts[f"{name}/{found[0].name}"] = text
    inter = ROOT / "Sources/VizDrawing/Generated/LICENSE-Inter.txt"
    texts["inter/OFL.txt"] = inter.read_bytes()
    texts["NOTICE"] = (ROOT / "NOTICE").read_bytes()
    components.append(Component(
        "inter", "", "OFL-1.1", ["part of the program"], origin="https://github.com/rsms/inter"))
    components.append(Component(
        "optical-recognition-of-handwritten-digits", "", "CC-BY-4.0", ["part of the program"],
        origin="https://doi.org/10.24432/C50P49"))
    return components, texts


def carried_list(components: list[Component], what: str) -> bytes:
    """A page for people that says what a package carries."""
    head = (
        f"What this {what} carries beside vizbp itself. Libraries are unchanged but for their\n"
        "search path and symbols for debugging. The sources of Debian's packages, by name and\n"
        "version, are at https://snapshot.debian.org/. The licence of each stands in the folder\n"
        "of its name, what many share in common-licenses.\n\n")
    return (head + "\n".join(each.row for each in components) + "\n").encode()


def owning_package(path: Path) -> str:
    # With /lib a link to /usr/lib, packages list a file under either.
    short = Path("/") / path.relative_to("/usr") if path.is_relative_to("/usr") else path
    for name in (path, short):
        done = subprocess.run(
            ["dpkg-query", "-S", str(name)], capture_output=True, text=True, check=False)
        if done.returncode == 0:
            return done.stdout.split(": ")[0].split(",")[0]
    return stop(f"no package has {path}, so that its licence is not known")


def swift_runtime(names: list[str]) -> Component:
    """Swift's own libraries: files that a package carries, or, as `make build` links them, part of
    the program."""
    found = re.search(r"Swift version ([\d.]+)", run("swift", "--version"))
    return Component(
        "swift-runtime", found[1] if found else "", APACHE, names,
        origin="https://github.com/swiftlang/swift", supplier="the Swift project")


def swift_license() -> Path:
    return Path(shutil.which("swift") or "").resolve().parent.parent / "share/swift/LICENSE.txt"


def moment() -> int:
    """The time that packages bear: that of the last change, so that the same state gives the same
    bytes."""
    said = os.environ.get("SOURCE_DATE_EPOCH")
    return int(said or run("git", "-C", ROOT, "log", "-1", "--format=%ct"))


# MARK: The bill of materials

def bill(name: str, version: str, components: list[Component], moment: int) -> dict:
    """A software bill of materials in the form of SPDX 2.3."""
    from datetime import datetime, timezone

    def package(identifier: str, each: Component) -> dict:
        entry = {
            "SPDXID": identifier, "name": each.name,
            "downloadLocation": each.origin or "NOASSERTION", "filesAnalyzed": False,
            "licenseConcluded": each.license, "licenseDeclared": each.license,
            "copyrightText": "NOASSERTION"}
        if each.version:
            entry["versionInfo"] = each.version
        if each.supplier:
            entry["supplier"] = f"Organization: {each.supplier}"
        if each.source:
            entry["sourceInfo"] = f"built by Debian from {each.source}"
        if each.files:
            entry["comment"] = ", ".join(each.files)
        if each.supplier == "Debian":
            entry["externalRefs"] = [{
                "referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl",
                "referenceLocator": f"pkg:deb/debian/{each.name}@{each.version}"}]
        return entry

    ours = Component(
        "vizbp", version, "Apache-2.0", origin="NOASSERTION", supplier="the vizbp authors")
    packages = [package("SPDXRef-vizbp", ours)]
    relationships = [{
        "spdxElementId": "SPDXRef-DOCUMENT", "relationshipType": "DESCRIBES",
        "relatedSpdxElement": "SPDXRef-vizbp"}]
    for each in components:
        identifier = "SPDXRef-" + re.sub(r"[^A-Za-z0-9.-]", "-", each.name)
        packages.append(package(identifier, each))
        relationships.append({
            "spdxElementId": "SPDXRef-vizbp", "relationshipType": "CONTAINS",
            "relatedSpdxElement": identifier})
    created = datetime.fromtimestamp(moment, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    return {
        "spdxVersion": "SPDX-2.3", "dataLicense": "CC0-1.0", "SPDXID": "SPDXRef-DOCUMENT",
        "name": name, "documentNamespace": f"https://spdx.org/spdxdocs/{name}-{moment}",
        "creationInfo": {"created": created, "creators": ["Tool: vizbp-scripts/packages"]},
        "packages": packages, "relationships": relationships}
