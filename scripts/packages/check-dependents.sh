#!/usr/bin/env bash
# Builds and runs two packages that depend on the last commit at a tag, as those of others do:
# VizTrace, VizCheck and VizDiagnosis, which link no library of the system without the trait SystemMath, and
# VizTrace with VizDiagram, for which SwiftProtobuf is not compiled. Says how long each took from nothing.
#
#   scripts/packages/check-dependents.sh
set -euo pipefail
cd "$(dirname "$0")/../.."

say() { printf 'check-dependents: %s\n' "$*" >&2; }
work=$PWD/.build/dependents
rm -rf "$work"
mkdir -p "$work"
git clone -q --bare . "$work/vizbp"
git -C "$work/vizbp" tag --force 0.2.0 "$(git rev-parse HEAD)" >/dev/null
export VIZBP_URL=file://$work/vizbp
cp -R Tests/Dependents/. "$work"

for name in judge light; do
  started=$SECONDS
  scripts/quietly.sh swift build --package-path "$work/$name"
  say "$name is built after $((SECONDS - started)) s"
  "$(swift build --package-path "$work/$name" --show-bin-path)/$name"
done
linked=$(readelf -d "$(swift build --package-path "$work/judge" --show-bin-path)/judge" | grep NEEDED)
if grep -iE 'cairo|pango|gvc|cgraph|openblas|sleef|gif|webp|libz\.' <<<"$linked"; then
  say 'what judges links a library of the system'
  exit 1
fi
if find "$work/light/.build" -name 'SwiftProtobuf.swiftmodule' | grep -q .; then
  say 'what draws compiles SwiftProtobuf'
  exit 1
fi
say 'good: no library of the system in one, no SwiftProtobuf in the other'
