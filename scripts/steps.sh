# shellcheck shell=bash
# The steps of a run that holds as a whole, for the scripts in .ci/: source it with the run's name. The first
# step that fails ends the run, which names it in the last line and has its status.
#
#   source scripts/steps.sh ci
#   heading 'formatting'
#   make lint
#   beside 'pages in a browser' scripts/browser-test.sh     # goes on while the next steps do
#   await 'pages in a browser'                               # a step that needs it comes next
#   all_good                                                 # once whatever still goes on has ended well
#
# What runs beside is a command or a function, which may have headings of its own. As many go on at once as
# there are processors, or STEPS_AT_ONCE. What one prints is shown whole once it has ended.

run=$1
step=start
# A folder that is gone after the run.
scratch=$(mktemp -d)
# By process: what runs beside. A process that runs beside has one of its own, and tells its step in a file.
declare -A beside=()
telling=

heading() {
  report_ended
  step=$1
  if [ -n "$telling" ]; then printf '%s' "$step" >"$telling"; fi
  printf '\n== %s (at %s s)\n' "$step" "$SECONDS"
}

# beside NAME COMMAND…
beside() {
  local name=$1 output
  shift
  while [ ${#beside[@]} -ge "${STEPS_AT_ONCE:-$(nproc 2>/dev/null || echo 2)}" ]; do wait_for_one; done
  printf '\n-- beside: %s (from %s s)\n' "$name" "$SECONDS"
  output=$(mktemp "$scratch/XXXXXX")
  # With job control it has a process group of its own, by which it can be ended. The end of the run is not
  # its own, not even before its first command.
  trap - EXIT
  set -m
  (
    beside=() telling=$output.step
    heading "$name"
    "$@"
  ) >"$output" 2>&1 &
  set +m
  trap end_run EXIT
  beside[$!]="$output $name"
}

await() {
  local entry
  while true; do
    for entry in "${beside[@]}"; do
      if [ "${entry#* }" = "$1" ]; then wait_for_one && continue 2; fi
    done
    return
  done
}

all_good() {
  while [ ${#beside[@]} -gt 0 ]; do wait_for_one; done
  step=
  printf '\n%s: all good (after %s s)\n' "$run" "$SECONDS"
}

wait_for_one() {
  local before=${#beside[@]}
  while report_ended && [ ${#beside[@]} = "$before" ]; do sleep 0.5; done
}

# Shows what those have printed that have ended. One that failed ends the run.
report_ended() {
  local process output status
  for process in "${!beside[@]}"; do
    if kill -0 "$process" 2>/dev/null; then continue; fi
    status=0
    wait "$process" || status=$?
    output=${beside[$process]%% *}
    step=${beside[$process]#* }
    unset "beside[$process]"
    cat "$output"
    if [ "$status" != 0 ]; then
      step=$(cat "$output.step")
      exit "$status"
    fi
    printf -- '-- ended: %s (at %s s)\n' "$step" "$SECONDS"
  done
}

# Whatever still goes on is ended, and the step named that failed.
end_run() {
  local status=$? process
  trap - EXIT
  for process in "${!beside[@]}"; do
    kill -- "-$process" 2>/dev/null || true
    printf '\n-- stopped: %s, of which the last was:\n' "${beside[$process]#* }"
    tail -n 5 "${beside[$process]%% *}" || true
  done
  rm -rf "$scratch"
  # Bash says nothing of a signal here; the run ends by it all the same.
  local how="failed: $step (status $status)"
  if [ "$status" = 0 ]; then how="stopped by a signal: $step"; fi
  if [ -n "$step" ]; then printf '\n%s: %s\n' "$run" "$how" >&2; fi
}
trap end_run EXIT

# Compiling prints warnings once; each step that compiles is read for them.
unwarned() {
  local log
  log=$(mktemp "$scratch/XXXXXX")
  "$@" 2>&1 | tee "$log"
  if grep -E '(^|: )warning: ' "$log" >/dev/null; then
    echo 'there are warnings'
    return 1
  fi
}
