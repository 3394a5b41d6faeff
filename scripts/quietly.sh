#!/usr/bin/env bash
# Runs a command of SwiftPM. On a terminal it shows its own progress. Elsewhere, in a log, its
# hundreds of lines of progress become one every five seconds: how much is done, and what is being
# compiled. Warnings, errors and the exit status stay. Standard error is read, too, because that is
# where SwiftPM says what it fetches.
#
#   scripts/quietly.sh swift build
set -euo pipefail
if [ -t 1 ]; then exec "$@"; fi

# The arguments of every process, one a line.
arguments() {
  if [ -r /proc/self/cmdline ]; then
    cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\0' '\n'
  else
    ps -axww -o command= 2>/dev/null | tr ' ' '\n'
  fi
}

# The modules that compilers work on in this folder. SwiftPM names a module only when it is done.
compiling() {
  arguments | awk -v here="$PWD/" '
    /\/(swift-frontend|clang)$/ { module = "" }
    previous == "-module-name" { module = $0 }
    /\/[A-Za-z_]+\.build\/.*\.o$/ && module == "" {
      module = $0
      sub(/\.build\/.*/, "", module)
      sub(/.*\//, "", module)
    }
    index($0, here) && module != "" && !(module in seen) {
      seen[module] = 1
      list = list (list == "" ? "" : ", ") module
    }
    { previous = $0 }
    END { print list }' || true
}

ticks() {
  # Nothing that outlives the command may hold the pipe open.
  while sleep 5 >/dev/null 2>&1; do printf '\001%s\n' "$(compiling)"; done
}

{
  ticks &
  ticker=$!
  status=0
  "$@" 2>&1 || status=$?
  kill "$ticker" 2>/dev/null || true
  wait "$ticker" 2>/dev/null || true
  exit "$status"
} | awk '
  # A tick may end a line that SwiftPM has only begun.
  mark = index($0, "\001") {
    if (mark > 1) print substr($0, 1, mark - 1)
    seconds += 5
    modules = substr($0, mark + 1)
    what = modules != "" ? "compiling " modules : last
    if (count != "" || what != "") {
      print "building, " seconds " s: " count (count != "" && what != "" ? ", " : "") what
      fflush()
    }
    next
  }
  /^\[[0-9]+\/[0-9]+\] / && !/(warning|error):/ {
    split(substr($1, 2, length($1) - 2), step, "/")
    count = step[1] " of " step[2] " steps done"
    last = $2 == "Linking" ? "linking " $3 : ""
    next
  }
  /^(Building for |Planning build|Build complete!|Build of product |Build of target: )/ { next }
  /^(Fetching|Computing version|Creating working copy) / { last = $0 }
  /^(Fetching|Fetched|Computing version|Computed|Creating working copy|Working copy of) / { next }
  { print; fflush() }'
