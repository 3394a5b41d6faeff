#!/usr/bin/env bash
# Tests the Python package, with the program that was built last. What it needs comes from PyPI into
# .build/python/; with PYTHON=… that interpreter is used as it is. What cannot be had is said, and
# the tests that need it are skipped. Arguments go to pytest; with --fetch alone nothing is tested.
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf 'test-python: %s\n' "$*" >&2; }
has() { "$python" -c "import $1" 2>/dev/null; }

python=${PYTHON:-}
if [ -z "$python" ]; then
  python=.build/python/bin/python
  if ! "$python" -m pip --version >/dev/null 2>&1; then
    rm -rf .build/python
    if ! python3 -m venv .build/python 2>/dev/null; then
      say 'python3 cannot make environments; on Debian: apt-get install python3-venv'
      exit 1
    fi
  fi
  pip() { "$python" -m pip install --quiet --disable-pip-version-check --no-input "$@"; }
  has numpy && has pytest && has jsonschema || pip numpy pytest jsonschema
  # The build without CUDA is a tenth of the other; where an index lacks it, any will do.
  if ! has torch; then
    say 'installing PyTorch'
    { pip --no-deps torch==2.13.0+cpu 2>/dev/null &&
      pip filelock fsspec jinja2 networkx sympy typing-extensions; } || pip torch || true
  fi
  has jax || { say 'installing JAX' && pip jax; } || true
  # What notebooks and integrations need, where there are tests of them.
  [ ! -f python/tests/requirements.txt ] || pip -r python/tests/requirements.txt || true
fi

for module in numpy pytest; do
  has $module || { say "$python has no $module"; exit 1; }
done
for module in torch jax; do
  has $module || say "$module is missing: its tests are skipped"
done

[ "${1:-}" != --fetch ] || exit 0

# With them a watched training is measured as one in Swift is; without them PyTorch measures.
scripts/build-kernels.sh || say 'the loops that measure cannot be built: their tests are skipped'

if [ -z "${VIZBP_PROGRAM:-}" ]; then
  program=$(ls -t .build/release/vizbp .build/debug/vizbp 2>/dev/null | head -n 1) || true
  if [ -n "$program" ]; then
    export VIZBP_PROGRAM="$PWD/$program"
  else
    say 'no program was built yet: tests that need it are skipped'
  fi
fi
# Long lines, unused names, imports out of order: what pyproject.toml asks for.
if has ruff; then "$python" -m ruff check --quiet python; else say 'ruff is missing: style is not checked'; fi
case $python in /*) ;; */*) python=$PWD/$python ;; esac
cd python
exec "$python" -m pytest -q "$@"
