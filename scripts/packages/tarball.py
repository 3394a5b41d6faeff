"""Makes an archive of the program that runs where it is unpacked: scripts/packages/make-tarball.sh calls this.

    bin/vizbp       says to Graphviz and fontconfig where to look, and starts the program
    lib/vizbp/      the program and its libraries
    share/          man pages, completions, licences
    LIBRARIES.md    what is inside, and what is taken from the system
"""

from __future__ import annotations

import gzip
import json
import shutil
import sys
import tarfile
from pathlib import Path

from carried import (
    ROOT, SYSTEM, bill, carried_list, carry_all, gather, moment, newest_glibc, run, stop, version_of)

START = """\
#!/bin/sh
# Starts the program with the libraries beside it, from wherever this is unpacked or linked to.
file=$(readlink -f "$0")
here=${file%/bin/*}/lib/vizbp
export GVBINDIR="$here/graphviz"
export FONTCONFIG_FILE="${FONTCONFIG_FILE:-$here/fonts.conf}"
exec "$here/vizbp" "$@"
"""


def main(program: Path, work: Path) -> None:
    shutil.rmtree(work, ignore_errors=True)
    version, time = version_of(program), moment()
    name = f"vizbp-{version}-linux-x86_64"
    stage = work / name
    inside = stage / "lib" / "vizbp"
    libraries = carry_all(program, inside, inside)
    start = stage / "bin" / "vizbp"
    start.parent.mkdir()
    start.write_text(START)
    start.chmod(0o755)
    pages(stage)

    components, texts = gather(libraries)
    for path, text in texts.items():
        target = stage / "share/doc/vizbp/licenses" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text)
    (stage / "share/doc/vizbp/sbom.spdx.json").write_text(
        json.dumps(bill("vizbp-tarball", version, components, time), indent=1) + "\n")
    shutil.copy(ROOT / "LICENSE", stage / "LICENSE")
    glibc = newest_glibc(stage)
    (stage / "LIBRARIES.md").write_bytes(
        carried_list(components, "archive") + from_system(inside, glibc).encode())

    archive = work / f"{name}.tar.gz"
    # What is stopped on the way leaves nothing that looks like an archive.
    part = archive.with_suffix(".part")
    with part.open("wb") as file, gzip.GzipFile(
        "", "wb", 9, file, mtime=time) as packed, tarfile.open(fileobj=packed, mode="w") as tar:
        for path in sorted(stage.rglob("*")):
            tar.add(path, path.relative_to(work), recursive=False, filter=lambda entry: clean(entry, time))
    part.rename(archive)
    size = archive.stat().st_size / 1e6
    print(f"{archive} ({size:.0f} MB, {len(libraries)} libraries, glibc 2.{glibc} or newer)")


def clean(entry: tarfile.TarInfo, time: int) -> tarfile.TarInfo:
    """Of nobody, and of the time of the last change."""
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = "root"
    entry.mtime = time
    entry.mode = 0o755 if entry.isdir() or entry.mode & 0o100 else 0o644
    return entry


def from_system(folder: Path, glibc: int) -> str:
    """What the loader takes from the system, as the program's own list has it."""
    names = sorted({
        line.split()[0].rpartition("/")[2] for line in run("ldd", folder / "vizbp").splitlines()
        if SYSTEM.match(line.split()[0].rpartition("/")[2]) and "vdso" not in line})
    return (f"\nTaken from the system, all of them parts of the C library (glibc 2.{glibc} or newer): "
            f"{', '.join(names)}.\n")


def pages(stage: Path) -> None:
    man, completions = ROOT / ".build/man", ROOT / ".build/completions"
    if not list(man.glob("*.1")):
        stop(f"{man} has no pages; make man")
    shutil.copytree(man, stage / "share/man/man1")
    shutil.copytree(completions, stage / "share/vizbp/completions")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
