#!/usr/bin/env bash
# Runs a command of SwiftPM and leaves out the lines that only say how far it is, unless a person
# watches: warnings, errors, failures, the result and the exit status stay.
#
#   scripts/quietly.sh swift build
set -euo pipefail
if [ -t 1 ]; then exec "$@"; fi
"$@" | awk '
  # What a test is called may go over several lines.
  /^[◇✔✘]/ { inside = 0 }
  inside { if ($0 ~ / (started|seconds)\.$/) inside = 0; next }
  /^◇ / { inside = $0 !~ / started\.$/; next }
  /^✔ (Suite|Test) / && !/^✔ Test run / { inside = $0 !~ / seconds\.$/; next }
  /^↳ (Testing Library Version|Target Platform): / { next }
  /^\[[0-9]+\/[0-9]+\] / && !/(warning|error):/ { next }
  /^(Building for |Planning build|Build complete!|Build of product )/ { next }
  /^(Fetching|Fetched|Computing version|Computed|Creating working copy|Working copy of) / { next }
  { print; fflush() }'
