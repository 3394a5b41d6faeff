"""Find the program ``vizbp`` and run it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path

from .errors import VizbpError

#: Names the program where the package carries none.
VARIABLE = "VIZBP_PROGRAM"

# Where a wheel has the program, and beside it what the program needs.
_CARRIED = Path(__file__).parent / "_bin"
_LIBRARIES = Path(__file__).parent / "_lib"


def find() -> Path:
    """The program: inside the wheel, then ``$VIZBP_PROGRAM``, then the path.

    Raises:
        VizbpError: There is none.
    """
    name = "vizbp.exe" if os.name == "nt" else "vizbp"
    if _is_program(_CARRIED / name):
        return _CARRIED / name
    named = os.environ.get(VARIABLE)
    if named:
        if not _is_program(Path(named)):
            raise VizbpError(f"${VARIABLE} names {named}, which is no program")
        return Path(named)
    for folder in os.environ.get("PATH", os.defpath).split(os.pathsep):
        candidate = Path(folder or ".") / name
        if _is_program(candidate) and not _is_our_script(candidate):
            return candidate.absolute()
    raise VizbpError(
        "the program vizbp was not found",
        hint=f"install a wheel that carries it, put it on the path, or name it in ${VARIABLE}")


def environment(program: Path) -> dict[str, str]:
    """The environment in which to run a program: one that a wheel carries brings Graphviz's plugin
    along, and what fontconfig needs to know, which a bare system does not have."""
    variables = dict(os.environ)
    if program.parent == _CARRIED and _LIBRARIES.is_dir():
        variables["GVBINDIR"] = str(_LIBRARIES / "graphviz")
        variables.setdefault("FONTCONFIG_FILE", str(_LIBRARIES / "fonts.conf"))
    return variables


def run(
    arguments: Iterable[str | os.PathLike[str]], *, input: bytes | None = None,
    answers: Iterable[int] = (0,),
) -> subprocess.CompletedProcess[bytes]:
    """Run the program and wait for it.

    Args:
        arguments: What stands after ``vizbp`` on the command line.
        input: Its standard input; nothing by default.
        answers: The exit statuses that are answers (1 is the "no" of ``check`` and ``diagnose``).

    Returns:
        Its exit status and what it printed, as bytes.

    Raises:
        VizbpError: There is no program, or it failed; the sentence is the program's own.
    """
    program = find()
    command = [str(program), *(os.fspath(argument) for argument in arguments)]
    try:
        done = subprocess.run(
            command, input=input if input is not None else b"", capture_output=True, check=False,
            env=environment(program))
    except OSError as error:
        raise VizbpError(f"{command[0]} could not be started: {error.strerror}") from error
    if done.returncode not in answers:
        raise _failure(command, done)
    return done


def options(values: Mapping[str, object]) -> list[str]:
    """Keyword arguments as options: ``{"fit": "slide", "embed_font": True}`` → ``--fit slide
    --embed-font``; None and False are left out."""
    words: list[str] = []
    for name, value in values.items():
        if value is None or value is False:
            continue
        words.append(f"--{name.replace('_', '-')}")
        if value is not True:
            words.append(os.fspath(value) if isinstance(value, os.PathLike) else str(value))
    return words


def _failure(command: list[str], done: subprocess.CompletedProcess[bytes]) -> VizbpError:
    said = done.stderr.decode("utf-8", "replace").strip().splitlines()
    lines = [line for line in said if line.startswith(("error: ", "Error: "))] or said
    if done.returncode < 0:
        return VizbpError(
            f"vizbp {command[1]} was ended by signal {-done.returncode}", status=done.returncode)
    if not lines:
        return VizbpError(
            f"vizbp {command[1]} ended with status {done.returncode}", status=done.returncode)
    sentence = lines[0].partition(": ")[2] or lines[0]
    after = said[said.index(lines[0]) + 1:]
    hint = after[0].strip() if len(after) == 1 else None
    return VizbpError(sentence, hint=hint, status=done.returncode)


def _is_program(path: Path) -> bool:
    return path.is_file() and os.access(path, os.X_OK)


def _is_our_script(path: Path) -> bool:
    """Whether this is the script that pip made of ``vizbp.__main__``, which would start itself."""
    try:
        with open(path, "rb") as file:
            return b"vizbp.__main__" in file.read(4096)
    except OSError:
        return True
