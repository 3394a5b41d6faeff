#!/usr/bin/env bash
# Builds the documentation of the public rooms into .build/docs/; any warning fails.
set -euo pipefail
cd "$(dirname "$0")/.."

# SwiftPM asks for the symbols of the tests, too, and fails where these were built before. What
# counts is whether those of the rooms are there.
log=.build/symbolgraph.log
rm -rf .build/*/symbolgraph .build/docs .build/docs-input
swift package dump-symbol-graph --skip-synthesized-members --minimum-access-level public \
  >"$log" 2>&1 || true
graphs=$(sed -n 's/^Files written to //p' "$log" | tail -n 1)

# One archive of all rooms, so that they can link to each other; VizBP has nothing of its own.
mkdir -p .build/docs-input
for folder in Sources/Viz*/; do
  room=$(basename "$folder")
  [ "$room" != VizBP ] || continue
  if ! [ -f "$graphs/$room.symbols.json" ]; then
    cat "$log" >&2
    echo "docs: no symbols of $room" >&2
    exit 1
  fi
  find "$graphs" \( -name "$room.symbols.json" -o -name "$room@*.symbols.json" \) \
    -exec cp {} .build/docs-input/ \;
done

docc=$(command -v docc) || docc=$(xcrun --find docc)
"$docc" convert --additional-symbol-graph-dir .build/docs-input \
  --fallback-display-name VizBP --fallback-bundle-identifier vizbp \
  --warnings-as-errors --output-path .build/docs >.build/docs.log 2>&1 || {
  cat .build/docs.log >&2
  exit 1
}
echo 'documentation: .build/docs/'
