#!/usr/bin/env bash
# Makes a Debian package of the program, its man pages and its completions:
#
#   scripts/packages/make-deb.sh [PROGRAM]        # .build/release/vizbp
#
# It comes into .build/deb/, and declares what it needs of the Debian that it is made on. The Swift
# runtime, which Debian does not have, is carried in /usr/lib/vizbp/. What `make man` writes has to
# be there. DEBFULLNAME and DEBEMAIL say who it is from.
set -euo pipefail
cd "$(dirname "$0")/../.."
command -v dpkg-shlibdeps >/dev/null || { echo 'make-deb: dpkg-shlibdeps is missing; apt-get install dpkg-dev' >&2; exit 1; }
exec scripts/packages/with-tools.sh deb.py "${1:-.build/release/vizbp}" .build/deb
