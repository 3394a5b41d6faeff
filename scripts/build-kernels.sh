#!/usr/bin/env bash
# Builds the loops that measure tensors as a library for the Python package: build-kernels.sh [FILE]
#
# They are those of the program (Sources/CVizKernels), so that a run watched in PyTorch has the same
# numbers, to the last bit. They need Clang, which Swift's toolchain brings.
set -euo pipefail
cd "$(dirname "$0")/.."
library=${1:-python/src/vizbp/_lib/libvizkernels.so}
clang=${CLANG:-$(command -v clang || true)}
if [ -z "$clang" ] && command -v swift >/dev/null; then
  clang=$(dirname "$(readlink -f "$(command -v swift)")")/clang
fi
[ -n "$clang" ] || {
  echo 'build-kernels: there is no clang' >&2
  exit 1
}
mkdir -p "$(dirname "$library")"
"$clang" -O2 -shared -fPIC -fvisibility=default -I Sources/CVizKernels/include \
  Sources/CVizKernels/*.c -o "$library.part"
mv "$library.part" "$library"
