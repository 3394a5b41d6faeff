#!/usr/bin/env bash
# Writes templates/ into Sources/VizReport/Generated/Templates+Embedded.swift, so that the program works
# wherever it is copied. Run it after a change to templates/; a test compares.
set -euo pipefail
cd "$(dirname "$0")/.."
out=Sources/VizReport/Generated/Templates+Embedded.swift
{
  echo "// Written by scripts/embed-templates.sh from templates/. Do not edit."
  echo "// swift-format-ignore-file"
  echo
  echo "extension Templates {"
  echo "  /// The files of templates/, by name."
  echo "  static let embedded: [String: String] = ["
  for file in templates/*; do
    echo "    \"$(basename "$file")\": ####\"\"\""
    sed 's/^/      /; s/^ *$//' "$file"
    echo "      \"\"\"####,"
  done
  echo "  ]"
  echo "}"
} >"$out"
