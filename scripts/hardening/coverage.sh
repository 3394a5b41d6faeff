#!/usr/bin/env bash
# Runs every test and prints which share of the lines ran, by room, generated code left out; fails
# below 85 % in all. The lines themselves are in .build/coverage/index.html.
#
#   scripts/hardening/coverage.sh [--skip-tests]   # of the last run
set -euo pipefail
cd "$(dirname "$0")/../.."
export PKG_CONFIG_PATH="$PWD/.build/pkgconfig${PKG_CONFIG_PATH:+:$PKG_CONFIG_PATH}"

floor=85
scratch=.build/covered
built=(-c release -Xswiftc -enable-testing --enable-code-coverage --scratch-path "$scratch")
if [ "${1:-}" != --skip-tests ]; then
  scripts/quietly.sh swift build "${built[@]}" --product vizbpPackageTests
  scripts/quietly.sh swift build "${built[@]}" --product vizbp
  swift test "${built[@]}" --skip-build --parallel --quiet
fi
# The tools must be those of the compiler.
tools=$(dirname "$(swiftc -print-target-info | sed -n 's/.*"runtimeResourcePath": *"\(.*\)".*/\1/p')")/../bin
[ -x "$tools/llvm-cov" ] || tools=$(dirname "$(command -v swiftc)")
profile=$scratch/release/codecov/default.profdata
seen=("$scratch/release/vizbpPackageTests.xctest" -object "$scratch/release/vizbp"
  -instr-profile "$profile" "-ignore-filename-regex=/(\.build|Tests|Generated)/")
rm -rf .build/coverage
mkdir -p .build/coverage
"$tools/llvm-cov" export -summary-only "${seen[@]}" >.build/coverage/summary.json
"$tools/llvm-cov" show -format=html -output-dir=.build/coverage "${seen[@]}"
python3 scripts/hardening/coverage.py .build/coverage/summary.json $floor
