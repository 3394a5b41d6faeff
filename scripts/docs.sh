#!/usr/bin/env bash
# Builds the documentation into .build/docs/: the public rooms, and the articles of the one
# catalogue, Sources/VizBP/VizBP.docc, with the reference of all commands and the pictures that the
# commands of the articles draw, which the program does now. Any warning fails, and so does an article
# that is missing afterwards.
#
#   scripts/docs.sh [PROGRAM]      # .build/release/vizbp
set -euo pipefail
cd "$(dirname "$0")/.."
program=${1:-.build/release/vizbp}
catalogue=.build/docs-catalogue/VizBP.docc
graphs=.build/docs-symbols
archive=.build/docs

say() { printf 'docs: %s\n' "$*" >&2; }

[ -x "$program" ] || { say "there is no program $program; make build"; exit 1; }

# What is documented is what VizBP brings: every room that is a library of its own, as they were
# compiled for the program.
products=$(swift build -c release --show-bin-path)

# SwiftPM's own dump-symbol-graph compiles and reads the tests and every dependency as well. The
# compiler is asked for our rooms alone.
rm -rf "$graphs" "$archive"
mkdir -p "$graphs"
flags=(-I "$products/Modules" -module-cache-path .build/docs-cache)
flags+=(-minimum-access-level public -skip-synthesized-members)
flags+=(-target "$(swiftc -print-target-info | sed -n 's/.*"triple": "\(.*\)",/\1/p' | head -n 1)")
for map in Sources/C*/module.modulemap Sources/C*/include/module.modulemap \
  "$products"/C*.build/module.modulemap .build/checkouts/*/Sources/*/include/module.modulemap \
  .build/checkouts/*/C*/include/module.modulemap; do
  if [ -f "$map" ]; then flags+=(-Xcc "-fmodule-map-file=$map"); fi
done
for flag in $(pkg-config --cflags-only-I pangocairo libgvc sleef libwebpmux zlib); do
  flags+=(-Xcc "$flag")
done
rooms=()
for folder in Sources/Viz*/; do rooms+=("$(basename "$folder")"); done
count=0
for room in "${rooms[@]}"; do
  say "reading the declarations of $room ($((++count)) of ${#rooms[@]})"
  swift symbolgraph-extract -module-name "$room" "${flags[@]}" -output-dir "$graphs"
done

say 'drawing the pictures of the articles, by their own commands'
rm -rf "$catalogue"
mkdir -p "${catalogue%/*}"
cp -R Sources/VizBP/VizBP.docc "$catalogue"
python3 Tests/Documentation/commands.py --program "$program" --pictures "$catalogue" >&2
python3 scripts/docs/reference.py "$program" "$catalogue"

articles=$(find "$catalogue" -name '*.md' | wc -l)
say "writing the pages, $articles of them articles"
docc=$(command -v docc) || docc=$(xcrun --find docc)
"$docc" convert "$catalogue" --additional-symbol-graph-dir "$graphs" \
  --fallback-display-name VizBP --fallback-bundle-identifier vizbp \
  --warnings-as-errors --output-path "$archive" >.build/docs.log 2>&1 || {
  cat .build/docs.log >&2
  exit 1
}

# What docc was not handed, it does not miss.
missing=0
for article in $(find "$catalogue" -name '*.md' | sort); do
  name=$(basename "$article" .md | tr '[:upper:]' '[:lower:]')
  page=$archive/data/documentation/vizbp/$name.json
  # A file that is named as a room is the page of that room.
  if [ -d "Sources/$(basename "$article" .md)" ]; then
    page=$archive/data/documentation/$name.json
  fi
  if ! [ -s "$page" ]; then
    say "$article is not in $archive"
    missing=1
  fi
done
[ "$missing" = 0 ] || exit 1
# The first page of an archive says that there is none of that name; ours leads to the articles.
cat >"$archive/index.html" <<'HTML'
<!doctype html>
<meta charset="utf-8">
<title>vizbp</title>
<meta http-equiv="refresh" content="0; url=documentation/vizbp/">
<a href="documentation/vizbp/">The documentation of vizbp</a>
HTML
pages=$(find "$archive/data" -name '*.json' | wc -l)
say "$archive has $pages pages, all $articles articles among them"
say "to read it, offline too: python3 -m http.server --directory $archive, and open http://localhost:8000"
