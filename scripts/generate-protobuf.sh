#!/usr/bin/env bash
# Makes Generated/ from Protobuf/ in the rooms that have one; run it when a .proto changes.
# The build does not. It needs protoc (Debian: protobuf-compiler), and builds protoc-gen-swift from
# the swift-protobuf that the package depends on.
set -euo pipefail
cd "$(dirname "$0")/.."

command -v protoc >/dev/null || {
  echo 'generate-protobuf: protoc is missing (Debian: apt-get install protobuf-compiler)' >&2
  exit 1
}
checkout=.build/checkouts/swift-protobuf
[ -d "$checkout" ] || swift package resolve
scripts/quietly.sh swift build --package-path "$checkout" --scratch-path .build/protoc-gen-swift \
  -c release --product protoc-gen-swift
plugin=.build/protoc-gen-swift/release/protoc-gen-swift

for room in VizEvents VizONNX; do
  generated=Sources/$room/Generated
  mkdir -p "$generated"
  rm -f "$generated"/*.pb.swift
  protoc --proto_path="Sources/$room/Protobuf" --plugin=protoc-gen-swift="$plugin" \
    --swift_opt=Visibility=Internal --swift_out="$generated" "Sources/$room"/Protobuf/*.proto
done
