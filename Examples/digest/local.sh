#!/usr/bin/env bash
# Digests the runs of a folder side by side, and makes the report of all.
#
#   local.sh FOLDER REPORT.html [JOBS]
set -euo pipefail
folder=$1 report=$2 jobs=${3:-$(getconf _NPROCESSORS_ONLN)}
vizbp=${VIZBP:-vizbp}
digests=$(mktemp -d)
trap 'rm -rf "$digests"' EXIT

# A chunk of folders a process: starting one costs more than digesting a small run.
chunk() {
  local part
  part=$(mktemp "$digests/XXXXXX.digest")
  "$vizbp" digest --quiet "$@" -o "$part"
}
export -f chunk
export vizbp digests

runs() { find "$folder" -mindepth 1 -maxdepth 1 -type d -print0 | sort -z; }
if command -v parallel >/dev/null; then
  runs | parallel --null --max-args 20 --jobs "$jobs" chunk
else
  runs | xargs -0 -n 20 -P "$jobs" bash -c 'chunk "$@"' chunk
fi
"$vizbp" report "$digests"/*.digest -o "$report"
