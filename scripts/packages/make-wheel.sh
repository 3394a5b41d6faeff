#!/usr/bin/env bash
# Makes the wheel of the Python package, with the program and the libraries that it needs:
#
#   scripts/packages/make-wheel.sh [PROGRAM]      # .build/release/vizbp
#
# It comes into .build/wheel/dist/.
set -euo pipefail
cd "$(dirname "$0")/../.."
exec scripts/packages/with-tools.sh wheel.py "${1:-.build/release/vizbp}" .build/wheel
