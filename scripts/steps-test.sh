#!/usr/bin/env bash
# Runs of a few steps, to hold what scripts/steps.sh says: which step is named, the status, what is shown,
# and that nothing goes on afterwards.
set -euo pipefail
cd "$(dirname "$0")/.."

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
failures=0

# expect WHAT STATUS LAST: a run of the steps on standard input has that status and last line.
expect() {
  local status=0
  { printf 'set -euo pipefail\nsource scripts/steps.sh trial\n' && cat; } >"$folder/run"
  # What Bash says of a run that a signal ends is not of interest.
  (STEPS_AT_ONCE=2 FOLDER=$folder bash "$folder/run" >"$folder/said" 2>&1 </dev/null; exit $?) 2>/dev/null ||
    status=$?
  if [ "$status" != "$2" ] || [ "$(tail -n 1 "$folder/said" | sed 's/ (after .*//')" != "$3" ]; then
    printf 'steps-test: %s: status %s\n' "$1" "$status" >&2
    cat "$folder/said" >&2
    failures=$((failures + 1))
  fi
}
# says WHAT LINE…: the run before printed these lines, one right behind the other.
says() {
  if [[ $'\n'$(<"$folder/said")$'\n' != *$'\n'"$(printf '%s\n' "${@:2}")"$'\n'* ]]; then
    printf 'steps-test: %s\n' "$1" >&2
    cat "$folder/said" >&2
    failures=$((failures + 1))
  fi
}

expect 'all is well' 0 'trial: all good' <<'RUN'
heading first
echo one
# Ends once the other has begun: they do go on at once.
waits() { echo alpha; while [ ! -e "$FOLDER/begun" ]; do sleep 0.1; done; echo omega; }
begins() { touch "$FOLDER/begun"; }
beside waiting waits
beside beginning begins
heading second
echo two
all_good
RUN
says 'what runs beside is not shown whole' 'alpha' 'omega'

expect 'a step fails' 3 'trial: failed: second (status 3)' <<'RUN'
heading first
true
heading second
(exit 3)
heading third
RUN

expect 'a step beside another fails' 5 'trial: failed: broken (status 5)' <<'RUN'
beside long sleep 1000
beside broken bash -c 'echo why; exit 5'
heading meanwhile
all_good
RUN
says 'what a failing step prints is not shown' 'why'

expect 'a step under a heading of its own fails beside another' 6 'trial: failed: inner (status 6)' <<'RUN'
several() {
  heading inner
  (exit 6)
  heading last
}
beside outer several
heading meanwhile
all_good
RUN

expect 'a step beside another is killed' 137 'trial: failed: killed (status 137)' <<'RUN'
beside killed bash -c 'kill -9 $$'
all_good
RUN

expect 'a failure beside ends a run that has steps left' 7 'trial: failed: broken (status 7)' <<'RUN'
broken() {
  touch "$FOLDER/failed"
  exit 7
}
beside broken broken
until [ -e "$FOLDER/failed" ]; do sleep 0.1; done
while true; do
  sleep 0.1
  heading another
done
RUN

expect 'nothing goes on after a failure' 9 'trial: failed: next (status 9)' <<'RUN'
long() {
  # The number of the process that would go on.
  bash -c 'echo $$ >"$FOLDER/process.part" && mv "$FOLDER/process.part" "$FOLDER/process" && exec sleep 1000'
}
beside long long
until [ -e "$FOLDER/process" ]; do sleep 0.1; done
heading next
(exit 9)
RUN
process=$(cat "$folder/process")
for _ in $(seq 100); do
  if ! kill -0 "$process" 2>/dev/null; then break; fi
  sleep 0.1
done
if kill "$process" 2>/dev/null; then
  echo 'steps-test: a step went on after the run' >&2
  failures=$((failures + 1))
fi

expect 'a run is stopped' 143 'trial: stopped by a signal: second' <<'RUN'
beside long sleep 1000
heading second
kill $$
while true; do sleep 0.1; done
RUN

expect 'a step is awaited' 0 'trial: all good' <<'RUN'
slow() { sleep 0.3; touch "$FOLDER/slow"; }
beside 'a slow one' slow
await 'a slow one'
test -e "$FOLDER/slow"
all_good
RUN

expect 'no more go on at once than is said' 0 'trial: all good' <<'RUN'
alone() { mkdir "$FOLDER/busy"; sleep 0.2; rmdir "$FOLDER/busy"; }
STEPS_AT_ONCE=1
beside one alone
beside two alone
all_good
RUN

expect 'a warning fails' 1 'trial: failed: compiled (status 1)' <<'RUN'
heading compiled
unwarned echo 'File.swift:1:1: warning: never used'
all_good
RUN

[ "$failures" = 0 ] || exit 1
echo 'steps-test: every failing step is named'
