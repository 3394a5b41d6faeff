#!/usr/bin/env bash
# Finds what would break packages that depend on this one: lays the public declarations of all products beside
# those of the last release, or of a commit that is named.
#
#   scripts/hardening/api-changes.sh [BASELINE]      # the last tag
#
# A break that is meant, and stands in CHANGELOG.md, is a line of docs/api-breaks.txt, in the words of the tool;
# scripts/set-version.sh empties the file when a release is dated. Before the first release there is nothing to
# break, which is said.
set -euo pipefail
cd "$(dirname "$0")/../.."
export PKG_CONFIG_PATH="$PWD/.build/pkgconfig${PKG_CONFIG_PATH:+:$PKG_CONFIG_PATH}"

baseline=${1:-$(git describe --tags --abbrev=0 2>/dev/null || true)}
if [ -z "$baseline" ]; then
  echo 'api-changes: there is no release yet to compare with' >&2
  exit 0
fi
# SwiftPM compiles both states, each in a place of its own.
swift package --scratch-path .build/api diagnose-api-breaking-changes "$baseline" \
  --breakage-allowlist-path docs/api-breaks.txt
