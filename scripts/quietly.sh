#!/usr/bin/env bash
# Runs a command of SwiftPM. On a terminal it shows its own progress. Elsewhere, in a log, its
# hundreds of lines of progress become one every five seconds: how much is done, and what is being
# compiled. Warnings, errors and the exit status stay. Standard error is read, too, because that is
# where SwiftPM says what it fetches.
#
#   scripts/quietly.sh swift build
set -euo pipefail
if [ -t 1 ]; then exec "$@"; fi

# The arguments of every process, one a line, each process after a line that begins with "==>".
arguments() {
  if [ -r /proc/self/cmdline ]; then
    head -v -c 1000000 /proc/[0-9]*/cmdline 2>/dev/null | tr '\0' '\n'
  else
    ps -axww -o command= 2>/dev/null |
      awk '{ print "==>"; for (i = 1; i <= NF; i++) print $i }'
  fi
}

# The modules that compilers work on in this folder. SwiftPM names a module only when it is done.
compiling() {
  arguments | awk -v here="$PWD/" '
    function take() {
      if (compiles && isHere && module != "" && !(module in seen)) {
        seen[module] = 1
        list = list (list == "" ? "" : ", ") module
      }
    }
    /^==>/ { take(); first = 1; compiles = isHere = 0; module = previous = ""; next }
    $0 == "" { next }
    first { first = 0; compiles = /\/(swift-frontend|clang)$/ }
    index($0, here) { isHere = 1 }
    previous == "-module-name" { module = $0 }
    module == "" && match($0, /\/[A-Za-z_]+\.build\//) {
      module = substr($0, RSTART + 1, RLENGTH - 8)
    }
    { previous = $0 }
    END { take(); print list }' || true
}

mark=$'\001'
ticks() {
  # Nothing that outlives the command may hold the pipe open.
  while sleep 5 >/dev/null 2>&1; do printf '%s%s\n' "$mark" "$(compiling)"; done
}

# Not awk, which may wait for a block of input before it looks at a line.
pass_on() {
  local line seconds=0 count='' last='' modules what
  local step='^\[([0-9]+)/([0-9]+)\] (.*)$'
  local chatter='^(Building for |Planning build|Build complete!|Build of (product|target))'
  local fetching='^(Fetching|Computing version|Creating working copy) '
  local fetched='^(Fetched|Computed|Working copy of) '
  # Of Swift's own library, where that is linked into a program.
  local foreign="/swift_static/.*: warning: the use of .mktemp' is dangerous"
  while IFS= read -r line || [ -n "$line" ]; do
    # A tick may end a line that SwiftPM has only begun.
    if [[ $line == *"$mark"* ]]; then
      modules=${line#*"$mark"}
      line=${line%%"$mark"*}
      if [ -n "$line" ]; then printf '%s\n' "$line"; fi
      seconds=$((seconds + 5))
      what=${modules:+compiling $modules}
      what=${what:-$last}
      if [ -n "$count$what" ]; then
        printf 'building, %s s: %s%s%s\n' "$seconds" "$count" "${count:+${what:+, }}" "$what"
      fi
    elif [[ $line =~ $step && $line != *warning:* && $line != *error:* ]]; then
      count="${BASH_REMATCH[1]} of ${BASH_REMATCH[2]} steps done"
      last=
      if [[ ${BASH_REMATCH[3]} == Linking* ]]; then last="linking ${BASH_REMATCH[3]#Linking }"; fi
    elif [[ $line =~ $fetching ]]; then
      last=$line
    elif ! [[ $line =~ $chatter || $line =~ $fetched || $line =~ $foreign ]]; then
      printf '%s\n' "$line"
    fi
  done
}

{
  ticks &
  ticker=$!
  status=0
  "$@" 2>&1 || status=$?
  kill "$ticker" 2>/dev/null || true
  wait "$ticker" 2>/dev/null || true
  exit "$status"
} | pass_on
