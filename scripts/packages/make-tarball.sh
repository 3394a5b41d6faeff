#!/usr/bin/env bash
# Makes an archive of the program that runs where it is unpacked, on any Linux on x86-64 whose C
# library is new enough, with a list of the libraries inside and of the few that it takes from the
# system:
#
#   scripts/packages/make-tarball.sh [PROGRAM]    # .build/release/vizbp
#
# It comes into .build/tarball/. What `make man` writes has to be there.
set -euo pipefail
cd "$(dirname "$0")/../.."
exec scripts/packages/with-tools.sh tarball.py "${1:-.build/release/vizbp}" .build/tarball
