"""Makes a wheel that carries the program and its libraries: scripts/packages/make-wheel.sh calls this.

The program goes to vizbp/_bin/, the libraries to vizbp/_lib/, and each looks for others there first
(DT_RPATH), so that neither the system's nor LD_LIBRARY_PATH's take their place. Left out are those
of the C library, which every system has; the newest of its symbols in use decides the tag.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import shutil
import sys
import zipfile
from pathlib import Path

from carried import ROOT, bill, carried_list, carry_all, gather, moment, newest_glibc, run, version_of


def main(program: Path, work: Path) -> None:
    stage = work / "stage"
    shutil.rmtree(stage, ignore_errors=True)
    package = stage / "vizbp"

    unpack_sources(work, stage)
    info, = stage.glob("*.dist-info")
    libraries = carry_all(program, package / "_bin", package / "_lib")
    # The loops that measure a watched training, as a library for Python.
    run(ROOT / "scripts" / "build-kernels.sh", (package / "_lib" / "libvizkernels.so").resolve())

    components, texts = gather(libraries)
    texts["CARRIED.md"] = carried_list(components, "wheel")
    for name, text in texts.items():
        target = info / "licenses" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text)
    # Where PEP 770 looks for a bill of materials.
    (info / "sboms").mkdir()
    (info / "sboms" / "vizbp.spdx.json").write_text(json.dumps(
        bill("vizbp-wheel", version_of(program), components, moment()), indent=1) + "\n")
    tag = f"manylinux_2_{newest_glibc(package)}_x86_64"
    wheel = pack(stage, info, tag, work / "dist")
    print(f"{wheel} ({wheel.stat().st_size / 1e6:.0f} MB, {len(libraries)} libraries)")


def unpack_sources(work: Path, stage: Path) -> None:
    """The wheel of the sources alone, unpacked; of a copy, as setuptools leaves files there."""
    copy, plain = work / "python", work / "plain"
    for folder in (copy, plain):
        shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(
        ROOT / "python", copy,
        ignore=shutil.ignore_patterns(
            "__pycache__", ".*_cache", "_bin", "_lib", "build", "*.egg-info"))
    shutil.copy(ROOT / "LICENSE", copy / "LICENSE")
    run(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation",
        "--wheel-dir", plain, copy)
    built, = plain.glob("*.whl")
    with zipfile.ZipFile(built) as archive:
        archive.extractall(stage)


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
