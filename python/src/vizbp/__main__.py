"""``python -m vizbp …`` and the script ``vizbp``: the program itself."""

from __future__ import annotations

import os
import subprocess
import sys

from .errors import VizbpError
from .program import environment, find


def main() -> int:
    """Run the program with this process's arguments, input and output."""
    try:
        program = find()
    except VizbpError as error:
        print(f"error: {error}", file=sys.stderr)
        return 66
    arguments = [str(program), *sys.argv[1:]]
    if os.name == "posix":
        # The program takes this process over: signals and the exit status are its own.
        os.execve(arguments[0], arguments, environment(program))
    return subprocess.call(arguments, env=environment(program))


if __name__ == "__main__":
    sys.exit(main())
