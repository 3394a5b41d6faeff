#!/usr/bin/env bash
# Writes templates/ into Sources/VizReport/Generated/Templates+Embedded.swift, so that the program works
# wherever it is copied: the pages and styles of the folder itself, and what is in templates/scripts/
# under its name there. Run it after a change to templates/; .ci/run compares.
set -euo pipefail
cd "$(dirname "$0")/.."
out=Sources/VizReport/Generated/Templates+Embedded.swift
written=$(mktemp)
trap 'rm -f "$written"' EXIT

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
  for file in templates/scripts/*.js templates/scripts/*/*.js; do
    embed "${file#templates/scripts/}" <"$file"
  done
  echo "  ]"
  echo "}"
} >"$written"
cat "$written" >"$out"
