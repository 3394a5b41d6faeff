#!/usr/bin/env bash
# Runs tests built with a sanitizer, whose first report ends them: bytes that are not the program's
# (address), and what two threads touch at once (thread). With names of rooms only their tests.
#
#   scripts/hardening/sanitize.sh address|thread [VizTensor VizONNX …]
#
# Left out, with the reason:
# - Tests that count allocations leave themselves out: the sanitizer has an allocator of its own.
# - Leaks are not looked for: Pango, fontconfig and Graphviz keep what they have made until the end.
#   RenderMemoryTests hold that it does not grow.
# - With `thread`, the test of a disk that is full: the sanitizer's own memory is in files of that size.
# - With `thread`, what thread.supp names and explains; mutex.c tells it of Swift's own lock.
set -euo pipefail
cd "$(dirname "$0")/../.."
export PKG_CONFIG_PATH="$PWD/.build/pkgconfig${PKG_CONFIG_PATH:+:$PKG_CONFIG_PATH}"

sanitizer=${1:-address}
case $sanitizer in
  address | thread) shift || true ;;
  *) printf 'sanitize: there is no sanitizer %s; there are address and thread\n' "$sanitizer" >&2 && exit 64 ;;
esac
filters=()
for room in "$@"; do filters+=(--filter "^${room}Tests\\."); done

built=(-c release -Xswiftc -enable-testing --sanitize "$sanitizer" --scratch-path ".build/sanitize-$sanitizer")
scripts/quietly.sh swift build "${built[@]}" --product vizbpPackageTests
scripts/quietly.sh swift build "${built[@]}" --product vizbp
if [ "$sanitizer" = thread ]; then
  clang -O1 -shared -fPIC -Wall -Wextra -Werror scripts/hardening/mutex.c \
    -o .build/sanitize-thread/mutex.so
  export LD_PRELOAD=$PWD/.build/sanitize-thread/mutex.so
  export TSAN_OPTIONS=halt_on_error=1:abort_on_error=1:suppressions=$PWD/scripts/hardening/thread.supp
fi
export ASAN_OPTIONS=detect_leaks=0:abort_on_error=1
# OpenBLAS has threads and locks of its own.
export OPENBLAS_NUM_THREADS=1 SWIFT_BACKTRACE=enable=no
swift test "${built[@]}" --skip-build --parallel --quiet "${filters[@]}"
printf 'sanitize: %s: no report\n' "$sanitizer"
