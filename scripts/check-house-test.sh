#!/usr/bin/env bash
# Plants a breach of each rule of scripts/check-house.sh in a copy of the tree, and expects the
# check to fail and to name rule and file.
set -euo pipefail
cd "$(dirname "$0")/.."
root=$(mktemp -d)
trap 'rm -rf "$root" "$root.whole"' EXIT
git ls-files -z --cached --others --exclude-standard |
  while IFS= read -r -d '' file; do if [ -f "$file" ]; then printf '%s\0' "$file"; fi; done |
  xargs -0 cp --parents -t "$root"
cp -r "$root" "$root.whole"

failures=0
check() { python3 scripts/house/check.py --root "$root" 2>&1; }

# planted RULE PATH COMMAND: runs the command in the copy, expects a line of the rule and the path.
planted() {
  (cd "$root" && eval "$3")
  if output=$(check); then
    echo "check-house-test: $1 let this pass: $3" >&2
    failures=$((failures + 1))
  elif ! grep -qE "^$2(:[0-9]+)?: $1: " <<<"$output"; then
    printf 'check-house-test: %s was not named for: %s\n%s\n' "$1" "$3" "$output" >&2
    failures=$((failures + 1))
  fi
  rm -rf "$root"
  cp -r "$root.whole" "$root"
}

if ! output=$(check); then
  printf 'check-house-test: the tree itself breaks a rule:\n%s\n' "$output" >&2
  exit 1
fi

planted imports Sources/VizTrace/Planted.swift 'echo "import VizPlot" >Sources/VizTrace/Planted.swift'
planted imports Sources/VizPlot/Planted.swift 'echo "public import CGraphviz" >Sources/VizPlot/Planted.swift'
planted imports Sources/VizBase/Planted.swift 'echo "import Unheard" >Sources/VizBase/Planted.swift'
planted dependencies Package.swift \
  'sed -i "s/name: \"VizDiagnosis\", uses: \[/&\"VizDrawing\", /" Package.swift'
planted dependencies Package.swift \
  'echo "import VizDiagram" >Sources/VizLectures/Planted.swift'
planted rooms Sources/VizPlanted 'mkdir Sources/VizPlanted && echo >Sources/VizPlanted/Planted.swift'
planted rooms docs/architecture.md 'sed -i "s/..\`VizPlot\`..//" docs/architecture.md'
planted rooms Sources/VizPlot 'rm -r Tests/VizPlotTests'
planted file-length Sources/VizBase/Planted.swift 'seq -f "// %g" 351 >Sources/VizBase/Planted.swift'
planted file-length templates/planted.js 'seq -f "// %g" 351 >templates/planted.js'
planted folder-size Sources/VizPlot/Planted \
  'mkdir Sources/VizPlot/Planted; for i in $(seq 21); do echo >Sources/VizPlot/Planted/F$i.swift; done'
planted sentences Sources/VizBase \
  'for i in $(seq 300); do echo "@frozen public struct Planted$i {}"; done >Sources/VizBase/Planted.swift'
planted sentences Sources/VizBase \
  'printf "/// A planted type.\npublic enum Planted {\n  case something\n}\n" >Sources/VizBase/Planted.swift'
planted traps Sources/VizBase/Planted.swift 'echo "let planted = try! read()" >Sources/VizBase/Planted.swift'
planted traps Sources/VizBase/Planted.swift \
  'printf "\nfinal class Planted: @unchecked Sendable {}\n" >Sources/VizBase/Planted.swift'
planted integers Sources/VizBase/Planted.swift \
  'printf "func planted(_ exponent: Int) -> Int { -exponent }\n" >Sources/VizBase/Planted.swift'
planted integers Sources/VizBase/Planted.swift \
  'printf "func planted(step: Int) -> Int { abs(step) }\n" >Sources/VizBase/Planted.swift'
planted integers Sources/VizBase/Planted.swift \
  'printf "func planted(share: Double) -> Int { Int(share * 8) }\n" >Sources/VizBase/Planted.swift'
planted integers Sources/VizBase/Planted.swift \
  'printf "func planted() {\n  let axis = try reader.int(\"axis\")\n  use(axis + 1)\n}\n" >Sources/VizBase/Planted.swift'
planted integers Sources/VizBase/Planted.swift \
  'printf "func planted() {\n  guard let many = Int(text) else { return }\n  use(many * 2)\n}\n" >Sources/VizBase/Planted.swift'
planted integers Sources/VizBase/Planted.swift \
  'printf "struct Planted {\n  @Option var step = 1\n  var next: Int { step + 1 }\n}\n" >Sources/VizBase/Planted.swift'
planted integers Sources/VizBase/Planted.swift \
  'printf "let planted = Int((seconds * 2).rounded(.up))\n" >Sources/VizBase/Planted.swift'
planted traps Package.swift 'echo "// unsafeFlags" >>Package.swift'
planted versions README.md 'sed -i "s/Swift [0-9.]* or later/Swift 5.0 or later/" README.md'
planted versions python/src/vizbp/_version.py 'sed -i "s/^VERSION = .*/VERSION = \"9.9.9\"/" python/src/vizbp/_version.py'
planted versions CHANGELOG.md 'sed -i "s/^## \[Unreleased\]/&\n\n## [9.9.9]/" CHANGELOG.md'
planted exports Sources/VizBP/VizBP.swift \
  'sed -i "/VizTrace.Node$/d" Sources/VizBP/VizBP.swift'
planted exports Sources/VizNeural/Optimization/Schedule.swift \
  'sed -i "s/^public struct Schedule/public struct Progress/" Sources/VizNeural/Optimization/Schedule.swift'
planted articles Sources/VizBP/VizBP.docc/ANewOperation.md \
  'sed -i "s/let point = /let poimt = /" Sources/VizBP/VizBP.docc/ANewOperation.md'
planted articles README.md 'sed -i "s/^let tape = /let tale = /" README.md'
planted articles CONTRIBUTING.md 'sed -i "s/written: .slope(nodes: 5/written: .slope(nodes: 6/" CONTRIBUTING.md'
planted debts docs/house-debts.json \
  'python3 - <<P
import json
debts = json.load(open("docs/house-debts.json"))
debts["breaches"].append({"rule": "traps", "path": "README.md", "what": "x", "reason": "none"})
json.dump(debts, open("docs/house-debts.json", "w"))
P'

[ "$failures" = 0 ] || exit 1
echo 'check-house-test: every planted breach was found'
