#!/usr/bin/env bash
# Has TensorBoard's own reader read a log of ours, and compares what it reads of the tests' event
# files, and of the folders that are named, with what we read; where $PYTHON (default python3) has the
# package tensorboard. Says so and succeeds where it has not.
#
#     scripts/check-tensorboard.sh [FOLDER ...]
set -euo pipefail
folders=()
for named in "$@"; do folders+=("$(realpath "$named")"); done
cd "$(dirname "$0")/.."
python=${PYTHON:-python3}
if ! "$python" -c 'import tensorboard' 2>/dev/null; then
  echo "tensorboard: skipped, $python has no package tensorboard"
  exit 0
fi
scripts/quietly.sh swift build --product VizEventsWriter
scripts/quietly.sh swift build --product vizbp
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$(swift build --show-bin-path)/VizEventsWriter" sample "$folder" 20000
"$python" Tests/Oracles/tensorboard/reads.py "$folder" 20000 2>&1 | grep -v '^TensorFlow installation not found'
"$python" Tests/Oracles/tensorboard/compares.py "$(swift build --show-bin-path)/vizbp" \
  Tests/VizEventsTests/Fixtures "${folders[@]}" 2>&1 | grep -v '^TensorFlow installation not found'
