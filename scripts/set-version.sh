#!/usr/bin/env bash
# Writes a version wherever it stands; the program's own, in Sources/VizBase/Text/VizBPRelease.swift, is the one that
# scripts/check-house.sh holds the others against. With a date, what is unreleased in CHANGELOG.md
# becomes that release:
#
#   scripts/set-version.sh 0.2.0 [2026-11-29]
set -euo pipefail
cd "$(dirname "$0")/.."

version=${1:?which version?} date=${2:-}
[[ $version =~ ^[0-9]+\.[0-9]+\.[0-9]+$ ]] || { echo "set-version: $version is no version" >&2; exit 64; }
[[ -z $date || $date =~ ^[0-9]{4}-[0-9]{2}-[0-9]{2}$ ]] || { echo "set-version: $date is no date" >&2; exit 64; }

# One place a file; a file without it is a mistake here.
put() {
  grep -qE "$2" "$1" || { echo "set-version: $1 has no version" >&2; exit 1; }
  sed -i -E "s/$2/$3/" "$1"
}
put Sources/VizBase/Text/VizBPRelease.swift 'version: String = "[^"]+"' "version: String = \"$version\""
put python/src/vizbp/_version.py '^VERSION = "[^"]+"' "VERSION = \"$version\""
put README.md 'from: "[^"]+"\)' "from: \"$version\")"
put packaging/homebrew/vizbp.rb 'vizbp-[0-9.]+\.tar' "vizbp-$version.tar"
put packaging/fedora/vizbp.spec '^(Version: +).*' "\\1$version"
put packaging/fedora/vizbp.spec '> - [0-9.]+-1$' "> - $version-1"
if [ -n "$date" ]; then
  put CHANGELOG.md '^## \[Unreleased\]$' "## [Unreleased]\n\n## [$version] - $date"
  put packaging/fedora/vizbp.spec '^\* [A-Z][a-z]{2} [A-Z][a-z]{2} [0-9]{2} [0-9]{4}' \
    "* $(LC_ALL=C date -d "$date" '+%a %b %d %Y')"
  # What breaks is measured from this release on.
  sed -i '/^#/!d' docs/api-breaks.txt
fi
