#!/usr/bin/env bash
# Damages inputs in process, for every reader of the library: graph JSON, expressions, tables, JSON
# lines, event files, run folders, IDX, settings, ONNX models, page templates. Where Swift has libFuzzer
# it leads the damage by what of the code is reached, and what it finds out stays in .build/fuzz/found/.
#
#   scripts/hardening/fuzz.sh [--seconds N] [--seed N] [--targets onnx,graph] [--quick]
#
# A minute a target unless told; before a release, ten. --quick damages without libFuzzer, by a seed of its
# own, in what is built beside the package anyway, with the flags BESIDE. An input that ends the process stays
# in out/fuzz/; once mended it belongs into Tests/Fuzz/kept/TARGET/, where every run begins.
set -euo pipefail
cd "$(dirname "$0")/../.."
export PKG_CONFIG_PATH="$PWD/.build/pkgconfig${PKG_CONFIG_PATH:+:$PKG_CONFIG_PATH}"

say() { printf 'fuzz: %s\n' "$*"; }
seconds=60 seed=$RANDOM$RANDOM targets='' quick=no
while [ $# -gt 0 ]; do
  case $1 in
    --seconds) seconds=$2 && shift 2 ;;
    --seed) seed=$2 && shift 2 ;;
    --targets) targets=${2//,/ } && shift 2 ;;
    --quick) quick=yes && shift ;;
    *) say "there is no option $1" >&2 && exit 64 ;;
  esac
done

build=(scripts/quietly.sh swift build --package-path Tests/Fuzz)
folder=.build/fuzz
runtime=$(swiftc -print-target-info | sed -n 's/.*"runtimeResourcePath": *"\(.*\)".*/\1/p')
runtime=$(find "$runtime/../clang/" "$runtime/clang/" -name "libclang_rt.fuzzer_no_main-$(uname -m).a" 2>/dev/null |
  head -n 1) || true
if [ $quick = yes ]; then
  runtime=''
  read -ra beside <<<"${BESIDE:---scratch-path .build/beside}"
  build+=("${beside[@]}")
  program=$("${build[@]:1}" --show-bin-path)/fuzz
elif [ -n "$runtime" ]; then
  # The compiler alone is told of the sanitizer: the linker would take libFuzzer's main function, too.
  build+=(--scratch-path "$folder" -c release -Xswiftc -Xfrontend -Xswiftc -sanitize=fuzzer
    -Xswiftc -DLIBFUZZER -Xlinker "$runtime" -Xlinker -lstdc++)
  program=$folder/release/fuzz
else
  build+=(--scratch-path "$folder" -c release)
  program=$folder/release/fuzz
fi
"${build[@]}"

# Where the fixtures of tests are sound inputs.
fixtures() {
  case $1 in
    graph) echo Tests/VizTraceTests/Fixtures/good Examples/graphs ;;
    onnx) echo Tests/VizONNXTests/Fixtures ;;
  esac
}

memory=/dev/shm
[ -w $memory ] || memory=${TMPDIR:-/tmp}
TMPDIR=$(mktemp -d "$memory/vizbp-fuzz-XXXXXX")
export TMPDIR
trap 'rm -rf "$TMPDIR"' EXIT
export SWIFT_BACKTRACE=enable=no OPENBLAS_NUM_THREADS=1
mkdir -p out/fuzz

faults=0
# Runs one target to the end of its time, anew after each fault.
run_target() {
  local target=$1 end=$((SECONDS + seconds)) turn=0 rest status kept paths=() cases=0 count
  for path in "Tests/Fuzz/corpus/$target" "Tests/Fuzz/kept/$target" $(fixtures "$target"); do
    [ ! -d "$path" ] || paths+=("$path")
  done
  while rest=$((end - SECONDS)) && [ $rest -gt 0 ] && [ $turn -lt 20 ]; do
    status=0
    if [ -n "$runtime" ]; then
      mkdir -p "$folder/found/$target"
      $program "$target" -seed=$((seed + turn)) -max_total_time=$rest -max_len=131072 -timeout=60 \
        -rss_limit_mb=8192 -print_final_stats=1 -verbosity=0 -artifact_prefix="out/fuzz/$target-" \
        "$folder/found/$target" "${paths[@]}" >"$TMPDIR/log" 2>&1 || status=$?
      count=$(sed -n 's/^stat::number_of_executed_units: *//p' "$TMPDIR/log")
      cases=$((cases + ${count:-0}))
    else
      $program "$target" --seed $((seed + turn)) --seconds $rest --current "$TMPDIR/input" \
        "${paths[@]}" >"$TMPDIR/log" 2>&1 || status=$?
      if [ $status = 0 ]; then cat "$TMPDIR/log"; fi
    fi
    turn=$((turn + 1))
    if [ $status = 0 ]; then break; fi
    faults=$((faults + 1))
    if [ -f "$TMPDIR/input" ]; then
      kept=out/fuzz/$target-$(cksum <"$TMPDIR/input" | cut -d' ' -f1)
      mv "$TMPDIR/input" "$kept"
    else
      kept=$(sed -n 's/^Test unit written to //p; s/^.*Test unit written to //p' "$TMPDIR/log" | tail -n 1)
    fi
    say "$target: status $status, by ${kept:-no input}:"
    grep -vE '^(INFO|stat::|artifact_prefix|Base64)' "$TMPDIR/log" | tail -n 12
  done
  if [ -n "$runtime" ]; then
    local time=$((seconds - (end - SECONDS)))
    say "$target: seed $seed, $cases cases, $((cases / (time > 0 ? time : 1))) a second"
  fi
}

targets=${targets:-$($program)}
for target in $targets; do run_target "$target"; done
say "$faults faults"
[ $faults = 0 ]
