#!/usr/bin/env bash
# Runs a command of SwiftPM and leaves out the lines that only say how far it is, unless a person
# watches: warnings, errors and the exit status stay. Standard error is read, too, because that is
# where SwiftPM says what it fetches.
#
#   scripts/quietly.sh swift build
set -euo pipefail
if [ -t 1 ]; then exec "$@"; fi
"$@" 2>&1 | awk '
  /^\[[0-9]+\/[0-9]+\] / && !/(warning|error):/ { next }
  /^(Building for |Planning build|Build complete!|Build of product )/ { next }
  /^(Fetching|Fetched|Computing version|Computed|Creating working copy|Working copy of) / { next }
  { print; fflush() }'
