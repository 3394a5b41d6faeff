"""Makes a wheel that carries the program and its libraries: scripts/make-wheel.sh calls this.

The program goes to vizbp/_bin/, the libraries to vizbp/_lib/, and each looks for others there first
(DT_RPATH), so that neither the system's nor LD_LIBRARY_PATH's take their place. Left out are those
of the C library, which every system has; the newest of its symbols in use decides the tag.
Libraries keep their names: Graphviz looks for its plugins beside the library called libgvc.
"""

from __future__ import annotations

import base64
import hashlib
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

from elftools.elf.elffile import ELFFile

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
# What belongs to the C library, whose parts have to fit each other and the kernel.
SYSTEM = re.compile(
    r"^(linux-vdso|ld-linux.*|libc|libm|libdl|libpthread|librt|libutil|libresolv|libanl)\.so")
# A licence that Debian's copyright files only name.
SHARED = re.compile(rb"/usr/share/common-licenses/([A-Za-z0-9.+-]*[A-Za-z0-9])")
# Graphviz opens it while it runs; no other plugin takes part in a layout.
PLUGIN = "libgvplugin_dot_layout.so"


def main(program: Path, work: Path) -> None:
    stage = work / "stage"
    shutil.rmtree(stage, ignore_errors=True)
    package = stage / "vizbp"
    licenses: dict[str, bytes] = {}

    unpack_sources(work, stage)
    info, = stage.glob("*.dist-info")
    libraries = needed(program)
    plugin = graphviz_plugin(libraries)
    libraries |= needed(plugin)
    carry(program, package / "_bin" / "vizbp", "$ORIGIN/../_lib")
    for name, path in sorted(libraries.items()):
        carry(path, package / "_lib" / name, "$ORIGIN")
    # The loops that measure a watched training, as a library for Python.
    run(ROOT / "scripts" / "build-kernels.sh", (package / "_lib" / "libvizkernels.so").resolve())
    folder = package / "_lib" / "graphviz"
    carry(plugin, folder / plugin.name, "$ORIGIN/..")
    write_plugin_list(plugin, folder)
    shutil.copy(HERE / "fonts.conf", package / "_lib" / "fonts.conf")

    gather_licenses([*libraries.values(), plugin], licenses)
    for name, text in licenses.items():
        target = info / "licenses" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text)

    tag = f"manylinux_2_{newest_glibc(package)}_x86_64"
    wheel = pack(stage, info, tag, work / "dist")
    print(f"{wheel} ({wheel.stat().st_size / 1e6:.0f} MB, {len(libraries)} libraries)")


def run(*command: str | Path) -> str:
    done = subprocess.run(
        [str(word) for word in command], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"make-wheel: {command[0]} failed: {done.stderr.strip() or done.stdout.strip()}")
    return done.stdout


def unpack_sources(work: Path, stage: Path) -> None:
    """The wheel of the sources alone, unpacked; of a copy, as setuptools leaves files there."""
    copy, plain = work / "python", work / "plain"
    for folder in (copy, plain):
        shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(
        ROOT / "python", copy,
        ignore=shutil.ignore_patterns("__pycache__", "_bin", "_lib", "build", "*.egg-info"))
    shutil.copy(ROOT / "LICENSE", copy / "LICENSE")
    run(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation",
        "--wheel-dir", plain, copy)
    built, = plain.glob("*.whl")
    with zipfile.ZipFile(built) as archive:
        archive.extractall(stage)


# MARK: Libraries

def needed(path: Path) -> dict[str, Path]:
    """What the loader takes along with a program or library, by name, without the C library."""
    found = {}
    for line in run("ldd", path).splitlines():
        name, _, rest = line.strip().partition(" => ")
        if SYSTEM.match(Path(name.split(" ")[0]).name):
            continue
        if "not found" in rest:
            sys.exit(f"make-wheel: {path} needs {name}, which is not here")
        if rest:
            found[name] = Path(rest.split(" (")[0]).resolve()
    return found


def graphviz_plugin(libraries: dict[str, Path]) -> Path:
    folder = next(path for name, path in libraries.items() if name.startswith("libgvc.")).parent
    found = sorted((folder / "graphviz").glob(PLUGIN + ".?"))
    if not found:
        sys.exit(f"make-wheel: {folder}/graphviz has no {PLUGIN}")
    return found[0]


def write_plugin_list(plugin: Path, folder: Path) -> None:
    """Graphviz's list of its plugins, cut down to the one that is there, under its own name."""
    kept, depth, is_ours = [], 0, False
    lists = sorted(plugin.parent.glob("config?*"))
    if not lists:
        sys.exit(f"make-wheel: {plugin.parent} has no list of plugins; dot -c writes it")
    for line in lists[0].read_text().splitlines():
        if depth == 0 and "{" in line:
            is_ours = line.split(" ")[0] == plugin.name
        depth += line.count("{") - line.count("}")
        if is_ours and line:
            kept.append(line)
    if not kept:
        sys.exit(f"make-wheel: {lists[0]} does not list {plugin.name}")
    (folder / lists[0].name).write_text("\n".join(kept) + "\n")


def carry(source: Path, target: Path, search: str) -> None:
    """Copy without symbols for debugging; it looks for others in a folder of the wheel first."""
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(source.resolve(), target)
    target.chmod(0o755)
    run("strip", "--strip-unneeded", target)
    run("patchelf", "--force-rpath", "--set-rpath", search, target)


def newest_glibc(package: Path) -> int:
    """The minor version of the newest symbol of glibc 2 that anything in the wheel asks for."""
    newest = 17
    for path in sorted(package.rglob("*")):
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

def gather_licenses(files: list[Path], licenses: dict[str, bytes]) -> None:
    """Each package's copyright file, and a list of what the wheel carries of which version."""
    rows, packages = [], {}
    for path in sorted(set(files)):
        owner = owning_package(path)
        packages.setdefault(owner, []).append(path.name)
    for owner, names in sorted(packages.items()):
        if owner == "swift":
            licenses["swift/LICENSE.txt"] = swift_license().read_bytes()
            version = run("swift", "--version").splitlines()[0]
            rows.append(f"- Swift runtime ({version}): {', '.join(names)}")
            continue
        shown = run(
            "dpkg-query", "-W", "-f", "${binary:Package} ${Version}, source ${source:Package} "
            "${source:Version}", owner)
        text = Path("/usr/share/doc") / owner.split(":")[0] / "copyright"
        if not text.is_file():
            sys.exit(f"make-wheel: {owner} has no licence at {text}")
        licenses[f"{owner.split(':')[0]}/copyright"] = text.read_bytes()
        rows.append(f"- {shown}: {', '.join(names)}")
    for text in list(licenses.values()):
        for name in SHARED.findall(text):
            shared = Path("/usr/share/common-licenses") / name.decode()
            if shared.is_file():
                licenses[f"common-licenses/{shared.name}"] = shared.read_bytes()
    for text in sorted((ROOT / ".build" / "checkouts").glob("*/LICENSE*")):
        licenses[f"{text.parent.name}/{text.name}"] = text.read_bytes()
        rows.append(f"- {text.parent.name}: part of the program")
    inter = ROOT / "Sources/VizDrawing/Generated/LICENSE-Inter.txt"
    licenses["inter/OFL.txt"] = inter.read_bytes()
    licenses["NOTICE"] = (ROOT / "NOTICE").read_bytes()
    head = (
        "What this wheel carries beside vizbp itself. Libraries are unchanged but for their\n"
        "search path and symbols for debugging. The sources of Debian's packages, by name and\n"
        "version, are at https://snapshot.debian.org/. The licence of each stands in the folder\n"
        "of its name, what many share in common-licenses.\n\n")
    licenses["CARRIED.md"] = (head + "\n".join(rows) + "\n").encode()


def owning_package(path: Path) -> str:
    swift = Path(shutil.which("swift") or "/nowhere").resolve().parent.parent
    if swift in path.parents:
        return "swift"
    # With /lib a link to /usr/lib, packages list a file under either.
    short = Path("/") / path.relative_to("/usr") if path.is_relative_to("/usr") else path
    for name in (path, short):
        done = subprocess.run(
            ["dpkg-query", "-S", str(name)], capture_output=True, text=True, check=False)
        if done.returncode == 0:
            return done.stdout.split(": ")[0].split(",")[0]
    return sys.exit(f"make-wheel: no package has {path}, so that its licence is not known")


def swift_license() -> Path:
    return Path(shutil.which("swift") or "").resolve().parent.parent / "share/swift/LICENSE.txt"


# MARK: The archive

def pack(stage: Path, info: Path, tag: str, folder: Path) -> Path:
    """The wheel of all that is staged; the same files give the same bytes."""
    lines = (info / "WHEEL").read_text().splitlines()
    lines = [line for line in lines if not line.startswith(("Tag:", "Root-Is-Purelib:"))]
    lines += ["Root-Is-Purelib: false", f"Tag: py3-none-{tag}"]
    (info / "WHEEL").write_text("\n".join(line for line in lines if line) + "\n")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    wheel = folder / f"{info.name.removesuffix('.dist-info')}-py3-none-{tag}.whl"
    record = info / "RECORD"
    record.unlink()
    rows = []
    beside = folder / f".{wheel.name}.part"
    with zipfile.ZipFile(beside, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for path in sorted(path for path in stage.rglob("*") if path.is_file()):
            data, name = path.read_bytes(), path.relative_to(stage).as_posix()
            digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
            rows.append(f"{name},sha256={digest},{len(data)}")
            add(archive, name, data, 0o755 if os.access(path, os.X_OK) else 0o644)
        name = record.relative_to(stage).as_posix()
        add(archive, name, ("\n".join([*rows, f"{name},,"]) + "\n").encode(), 0o644)
    beside.rename(wheel)
    return wheel


def add(archive: zipfile.ZipFile, name: str, data: bytes, mode: int) -> None:
    entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    entry.external_attr = (0o100000 | mode) << 16
    entry.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(entry, data)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
