#!/usr/bin/env bash
# Holds the sources against the rules that CONTRIBUTING.md names; says file, rule and remedy.
#
#   scripts/check-house.sh               all rules; exit status 1 where one is broken
#   scripts/check-house.sh --sentences   the public declarations without a sentence, a line each
#   scripts/check-house.sh --tighten     lowers the counts in docs/house-debts.json to today's
set -euo pipefail
cd "$(dirname "$0")/.."
exec python3 scripts/house/check.py "$@"
