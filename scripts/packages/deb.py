"""Makes a Debian package of the program: scripts/packages/make-deb.sh calls this.

What Debian has is declared, by dpkg-shlibdeps. The Swift runtime, which it does not have, is part of
the program as `make build` links it; of a program that is linked otherwise it goes to /usr/lib/vizbp/,
where the program looks first.
"""

from __future__ import annotations

import gzip
import json
import os
import re
import shutil
import sys
from datetime import datetime, timezone
from pathlib import Path

from carried import (
    OPENED, ROOT, bill, carry, gather, is_swift, moment, needed, run, stop, version_of)

PRIVATE = "usr/lib/vizbp"
SHORT = "see backpropagation: computational graphs with values and gradients"
LONG = """\
 vizbp draws computational graphs the way lectures do: forward values above
 the wires, gradients below them, the local derivative on every card. It
 evaluates expressions, checks the gradients of graphs that other engines
 have computed and names the rule that is wrong, trains networks and records
 what happens in them, and explains a training in one HTML file."""


def main(program: Path, work: Path) -> None:
    stage = work / "stage"
    shutil.rmtree(work, ignore_errors=True)
    time = moment()
    os.environ["SOURCE_DATE_EPOCH"] = str(time)
    version = f"{version_of(program)}-1"
    architecture = run("dpkg", "--print-architecture").strip()

    carry(program, stage / "usr/bin/vizbp", f"/{PRIVATE}")
    carried = {name: path for name, path in needed(program).items() if is_swift(path)}
    for name, path in sorted(carried.items()):
        carry(path, stage / PRIVATE / name, "$ORIGIN")
        (stage / PRIVATE / name).chmod(0o644)
    documents(stage, list(carried.values()), version, time)
    pages(stage)

    control = stage / "DEBIAN" / "control"
    control.parent.mkdir()
    size = sum(path.stat().st_size for path in stage.rglob("*") if path.is_file()) // 1024
    control.write_text(
        f"Package: vizbp\nVersion: {version}\nArchitecture: {architecture}\n"
        f"Maintainer: {maintainer()}\nInstalled-Size: {size}\nDepends: {depends(stage, work)}\n"
        f"Section: science\nPriority: optional\nDescription: {SHORT}\n{LONG}\n")
    for path in stage.rglob("*"):
        if path.is_dir():
            path.chmod(0o755)
    package = work / f"vizbp_{version}_{architecture}.deb"
    run("dpkg-deb", "-Zxz", "-z3", "--root-owner-group", "--build", stage, package)
    print(f"{package} ({package.stat().st_size / 1e6:.0f} MB, {len(carried)} libraries carried)")


def maintainer() -> str:
    name = os.environ.get("DEBFULLNAME", "vizbp authors")
    return f"{name} <{os.environ.get('DEBEMAIL', 'vizbp@vizbp.invalid')}>"


def depends(stage: Path, work: Path) -> str:
    """The packages that have what the program and the carried libraries take from the system."""
    source = work / "shlibdeps"
    (source / "debian").mkdir(parents=True)
    (source / "debian" / "control").write_text("Source: vizbp\n\nPackage: vizbp\nArchitecture: any\n")
    private = (stage / PRIVATE).resolve()
    files = [(stage / "usr/bin/vizbp").resolve(), *sorted(private.glob("*.so*"))]
    said = run("dpkg-shlibdeps", "-O", f"-l{private}", *[f"-e{path}" for path in files], cwd=source)
    found = re.search(r"shlibs:Depends=(.*)", said)
    if not found:
        stop("dpkg-shlibdeps names no package")
    return ", ".join([found[1], *OPENED.values()])


def pages(stage: Path) -> None:
    """Man pages and completions, where Debian has them."""
    man, completions = ROOT / ".build/man", ROOT / ".build/completions"
    found = sorted(man.glob("*.1"))
    if not found:
        stop(f"{man} has no pages; make man")
    for page in found:
        pack(page.read_bytes(), stage / "usr/share/man/man1" / f"{page.name}.gz")
    for name, target in {
        "vizbp.bash": "bash-completion/completions/vizbp", "_vizbp": "zsh/vendor-completions/_vizbp",
        "vizbp.fish": "fish/vendor_completions.d/vizbp.fish",
    }.items():
        path = stage / "usr/share" / target
        path.parent.mkdir(parents=True)
        path.write_bytes((completions / name).read_bytes())
        path.chmod(0o644)


def documents(stage: Path, carried: list[Path], version: str, time: int) -> None:
    folder = stage / "usr/share/doc/vizbp"
    folder.mkdir(parents=True)
    components, texts = gather(carried)
    plain(folder / "copyright", copyright_file(texts))
    pack((ROOT / "CHANGELOG.md").read_bytes(), folder / "changelog.gz")
    date = datetime.fromtimestamp(time, timezone.utc).strftime("%a, %d %b %Y %H:%M:%S +0000")
    entry = (
        f"vizbp ({version}) unstable; urgency=medium\n\n  * See changelog.gz for what is new.\n\n"
        f" -- {maintainer()}  {date}\n")
    pack(entry.encode(), folder / "changelog.Debian.gz")
    # The package comes from its own project, where no bug of Debian's asks for it.
    overrides = stage / "usr/share/lintian/overrides/vizbp"
    overrides.parent.mkdir(parents=True)
    plain(overrides, "vizbp: initial-upload-closes-no-bugs\n")
    said = json.dumps(bill("vizbp-deb", version, components, time), indent=1) + "\n"
    pack(said.encode(), folder / "sbom.spdx.json.gz")


def copyright_file(texts: dict[str, bytes]) -> str:
    """Debian's copyright file: the program's licence and that of all that is part of it."""
    def paragraph(text: str) -> str:
        return "\n".join(f" {line}" if line.strip() else " ." for line in text.strip().splitlines())

    apache = "\n".join((
        " Licensed under the Apache License, Version 2.0; on Debian systems its text is in",
        " /usr/share/common-licenses/Apache-2.0."))
    swift = texts["swift/LICENSE.txt"].decode()
    exception = swift[swift.index("## Runtime Library Exception"):]
    names = sorted({name.split("/")[0] for name in texts if name.startswith("swift-")})
    return "\n".join((
        "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/",
        "Upstream-Name: vizbp", "Comment:", paragraph(texts["NOTICE"].decode()), "",
        "Files: *", "Copyright: 2026 the vizbp authors", "License: Apache-2.0", "",
        f"Files: usr/bin/vizbp {PRIVATE}/*", "Copyright: the Swift project authors",
        "License: Apache-2.0 and Apache-2.0 with Swift-exception",
        f"Comment: The Swift runtime, and what is part of the program: {', '.join(names)}.", "",
        "License: Apache-2.0", apache, "", "License: Apache-2.0 with Swift-exception", apache, " .",
        paragraph(exception), "", "License: OFL-1.1", paragraph(texts["inter/OFL.txt"].decode()), ""))


def plain(path: Path, text: str) -> None:
    path.write_text(text)
    path.chmod(0o644)


def pack(data: bytes, path: Path) -> None:
    """Gzip as Debian has it: best, and without a name or a time."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(data, 9, mtime=0))
    path.chmod(0o644)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
