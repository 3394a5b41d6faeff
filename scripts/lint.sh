#!/usr/bin/env bash
# Holds Swift files against .swift-format, or formats them; generated files are left alone.
#
#   scripts/lint.sh [--fix] FILE|FOLDER...
set -euo pipefail
cd "$(dirname "$0")/.."

command=(lint --strict)
if [ "${1:-}" = --fix ]; then
  command=(format --in-place)
  shift
fi

files=()
while IFS= read -r -d '' file; do files+=("$file"); done < <(
  find "$@" -name '*.swift' -not -path '*/.build/*' -not -path '*/Generated/*' -print0 | sort -z)
swift format "${command[@]}" --parallel "${files[@]}"
