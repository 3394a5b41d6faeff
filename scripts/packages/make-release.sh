#!/usr/bin/env bash
# Makes what is published, in .build/dist/: the wheel, the Debian package, the archive of the program,
# the sources, Homebrew's and Fedora's files for them, a bill of materials for each, and SHA256SUMS. It
# runs .ci/run and .ci/sanitize first, and ten minutes of damage for each kind of input, which have to
# pass, on a state that is committed and whose version is dated in CHANGELOG.md:
#
#   scripts/packages/make-release.sh
#   scripts/packages/make-release.sh --rehearse [PROGRAM]   # what is published, of a program that is there
#
# RELEASE_URL is where the files will be found. Without it there are no files for Homebrew and Fedora, which
# would name an address of examples; a rehearsal makes them all the same.
set -euo pipefail
cd "$(dirname "$0")/../.."

say() { printf 'make-release: %s\n' "$*" >&2; }
rehearse=no program=.build/release/vizbp
if [ "${1:-}" = --rehearse ]; then
  rehearse=yes
  program=${2:-$program}
fi
url=${RELEASE_URL:-https://example.org/vizbp}

if [ $rehearse = no ]; then
  [ -z "$(git status --porcelain)" ] || { say 'something is not committed'; exit 1; }
  .ci/run
  .ci/sanitize
  scripts/hardening/fuzz.sh --seconds 600
  # What is released is compiled for that alone, and not so that tests can reach its inner parts.
  make --no-print-directory build man
  Tests/Documentation/commands.py --program "$program"
  PATH="$PWD/.build/release:$PATH" Tests/Documentation/newcomer.sh
fi
version=$("$program" --version)
said=$(sed -n 's/^ *public static let version: String = "\(.*\)"$/\1/p' Sources/VizBase/Text/VizBPRelease.swift)
if [ "$said" != "$version" ]; then
  say "the program says $version, the sources $said; make build"
  [ $rehearse = yes ] || exit 1
fi
if [ $rehearse = no ] && ! grep -q "^## \[$version\] - 20" CHANGELOG.md; then
  say "CHANGELOG.md has no dated $version; scripts/set-version.sh $version $(date +%F)"
  exit 1
fi

scripts/packages/make-wheel.sh "$program"
scripts/packages/make-deb.sh "$program"
scripts/packages/make-tarball.sh "$program"
if [ $rehearse = no ]; then
  scripts/packages/check-wheel.sh
  scripts/packages/check-deb.sh
fi

dist=.build/dist
rm -rf $dist
mkdir -p $dist
cp .build/wheel/dist/*.whl .build/deb/*.deb .build/tarball/*.tar.gz $dist/
# The sources are those of the commit, compressed without a name or a time.
git archive --format=tar --prefix="vizbp-$version/" HEAD | gzip -9n >"$dist/vizbp-$version.tar.gz"
if [ -n "${RELEASE_URL:-}" ] || [ $rehearse = yes ]; then
  sum=$(sha256sum "$dist/vizbp-$version.tar.gz" | cut -d' ' -f1)
  sed "s|https://example.org/vizbp|$url|; s|sha256 \"[0-9a-f]*\"|sha256 \"$sum\"|" \
    packaging/homebrew/vizbp.rb >$dist/vizbp.rb
  sed "s|https://example.org/vizbp|$url|" packaging/fedora/vizbp.spec >$dist/vizbp.spec
else
  say "RELEASE_URL is not set: the files for Homebrew and Fedora, which name it, are left out"
fi

unzip -p $dist/*.whl '*/sboms/vizbp.spdx.json' >$dist/vizbp-wheel.spdx.json
dpkg-deb --fsys-tarfile $dist/*.deb | tar -xO ./usr/share/doc/vizbp/sbom.spdx.json.gz |
  gunzip >$dist/vizbp-deb.spdx.json
tar -xzOf $dist/vizbp-"$version"-linux-*.tar.gz --wildcards '*/share/doc/vizbp/sbom.spdx.json' \
  >$dist/vizbp-tarball.spdx.json
for bill in $dist/*.spdx.json; do python3 scripts/packages/check_bill.py "$bill"; done

(cd $dist && sha256sum -- * >SHA256SUMS.part && mv SHA256SUMS.part SHA256SUMS)
(cd $dist && sha256sum --quiet --check SHA256SUMS && ls -l)
say "vizbp $version is in $dist"
