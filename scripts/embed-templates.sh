#!/usr/bin/env bash
# Writes templates/ into Sources/VizReport/Generated/Templates+Embedded.swift, so that the program works
# wherever it is copied: the pages and styles of the folder itself, and each script of
# templates/scripts/ under its name, where a line `//= FILE` stands for that file. Run it after a
# change to templates/; .ci/run compares.
set -euo pipefail
cd "$(dirname "$0")/.."
out=Sources/VizReport/Generated/Templates+Embedded.swift
written=$(mktemp)
trap 'rm -f "$written"' EXIT

# A script with the files that it names joined into it, indented as the line that names them.
joined() {
  awk -v folder="$(dirname "$1")" '
    match($0, /^ *\/\/= /) {
      file = folder "/" substr($0, RLENGTH + 1)
      indent = substr($0, 1, index($0, "/") - 1)
      while ((status = (getline line < file)) > 0) print line == "" ? "" : indent line
      if (status < 0) { print FILENAME ":" FNR ": there is no " file > "/dev/stderr"; exit 1 }
      close(file)
      next
    }
    { print }' "$1"
}

embed() {
  echo "    \"$1\": ####\"\"\""
  sed 's/^/      /; s/^ *$//'
  echo "      \"\"\"####,"
}

{
  echo "// Written by scripts/embed-templates.sh from templates/. Do not edit."
  echo "// swift-format-ignore-file"
  echo
  echo "extension Templates {"
  echo "  /// The files of templates/, by name."
  echo "  static let embedded: [String: String] = ["
  for file in templates/*.*; do embed "$(basename "$file")" <"$file"; done
  for file in templates/scripts/*.js; do joined "$file" | embed "$(basename "$file")"; done
  echo "  ]"
  echo "}"
} >"$written"
cat "$written" >"$out"
