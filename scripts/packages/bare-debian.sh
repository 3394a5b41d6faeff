#!/usr/bin/env bash
# Makes a bare Debian 12 with Python and nothing of ours in .build/bare/bookworm/, by debootstrap, where
# it is not there yet. Status 3, and a line that says why, where it cannot be had:
#
#   scripts/packages/bare-debian.sh || skip
set -euo pipefail
cd "$(dirname "$0")/../.."

cannot() { printf 'bare-debian: %s\n' "$*" >&2; exit 3; }

[ "$(id -u)" -eq 0 ] || cannot 'debootstrap needs root'
if ! command -v debootstrap >/dev/null; then
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends debootstrap \
    >/dev/null 2>&1 || cannot 'debootstrap cannot be installed'
fi
unshare --mount true 2>/dev/null || cannot 'no file system may be mounted here'

bare=.build/bare suite=bookworm
mirror=${DEBIAN_MIRROR:-http://deb.debian.org/debian}
[ ! -e $bare/$suite.done ] || exit 0
printf 'bare-debian: making a bare Debian (%s)\n' "$suite" >&2
rm -rf "${bare:?}/$suite"
mkdir -p $bare
debootstrap --variant=minbase --include=python3,python3-venv $suite $bare/$suite "$mirror" \
  >$bare/$suite.log 2>&1 || cannot "debootstrap failed: $(tail -n 1 $bare/$suite.log)"
touch $bare/$suite.done
