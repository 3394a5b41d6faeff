#!/usr/bin/env bash
# Draws docs/pictures/house.svg, the picture of docs/architecture.md: the package's own description
# as a graph, drawn by vizbp. Run it when a room comes, goes, or begins to use another.
#
#   scripts/draw-house.sh [VIZBP]
set -euo pipefail
cd "$(dirname "$0")/.."
vizbp=${1:-.build/release/vizbp}
graph=$(mktemp -d)/house.json
trap 'rm -rf "$(dirname "$graph")"' EXIT
swift package describe --type json | python3 scripts/house/draw.py >"$graph"
"$vizbp" render "$graph" --collapse none --text outlines -o docs/pictures/house.svg
