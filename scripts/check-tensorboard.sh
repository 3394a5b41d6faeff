#!/usr/bin/env bash
# Has TensorBoard's own reader read a log of ours, where $PYTHON (default python3) has the package
# tensorboard; says so and succeeds where it has not.
set -euo pipefail
cd "$(dirname "$0")/.."
python=${PYTHON:-python3}
if ! "$python" -c 'import tensorboard' 2>/dev/null; then
  echo "tensorboard: skipped, $python has no package tensorboard"
  exit 0
fi
scripts/quietly.sh swift build --product VizEventsWriter
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$(swift build --show-bin-path)/VizEventsWriter" sample "$folder" 20000
"$python" Tests/Oracles/tensorboard_reads.py "$folder" 20000 2>&1 | grep -v '^TensorFlow installation not found'
