#!/usr/bin/env bash
# Brings what a set of tasks needs, and nothing that is there already:
#
#   scripts/bootstrap.sh [build|test|ci|bench|browser]
#
# On Debian and its kin it installs packages; elsewhere it says which ones are missing. Then it
# writes .build/pkgconfig/, which the Makefile puts in front of pkg-config's own folders.
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf 'bootstrap: %s\n' "$*" >&2; }
has() { command -v "$1" >/dev/null 2>&1; }

packages=(libpango1.0-dev libcairo2-dev libgraphviz-dev libopenblas0 libsleef-dev libgif-dev libwebp-dev zlib1g-dev pkg-config fontconfig)
modules=(pangocairo libgvc sleef libwebpmux zlib)
tools=(pkg-config)
brew=(pango cairo graphviz openblas sleef giflib webp pkgconf fontconfig)
fedora=(pango-devel cairo-devel graphviz-devel openblas sleef-devel giflib-devel libwebp-devel zlib-devel pkgconf-pkg-config fontconfig)
needs_jsonschema=no

case "${1:-build}" in
  build) ;;
  test | ci)
    packages+=(librsvg2-bin poppler-utils python3-jsonschema python3-venv)
    tools+=(rsvg-convert pdftoppm python3)
    brew+=(librsvg poppler python)
    fedora+=(librsvg2-tools poppler-utils python3-jsonschema)
    needs_jsonschema=yes
    ;;
  bench)
    packages+=(graphviz)
    tools+=(dot)
    fedora+=(graphviz)
    ;;
  browser)
    packages+=(chromium python3-venv)
    tools+=(chromium python3)
    brew+=(chromium python)
    fedora+=(chromium python3)
    ;;
  *)
    say "unknown set '$1'; there are build, test, ci, bench and browser"
    exit 64
    ;;
esac

install_packages() {
  local missing=() package run=()
  for package in "${packages[@]}"; do
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] ||
      missing+=("$package")
  done
  [ ${#missing[@]} -gt 0 ] || return 0

  local install=(apt-get install -y --no-install-recommends)
  if [ "$(id -u)" -ne 0 ]; then
    if ! has sudo; then
      say "run this as root, then try again: ${install[*]} ${missing[*]}"
      exit 1
    fi
    run=(sudo)
  fi
  run+=(env DEBIAN_FRONTEND=noninteractive)
  say "installing ${missing[*]}"
  say 'asking for the lists of packages'
  # Old lists may still do; if they do not, the next command says so.
  "${run[@]}" apt-get update -qq || true
  local all
  all=$("${run[@]}" "${install[@]}" -s "${missing[@]}" 2>/dev/null | grep -c '^Inst ') || true
  # Of what apt says only its own account of how far it is: a line for every ten packages.
  if ! "${run[@]}" "${install[@]}" -qq -o APT::Status-Fd=1 "${missing[@]}" </dev/null |
    show_progress "$all"; then
    say "apt-get could not install: ${missing[*]}"
    exit 1
  fi
}

# Reads apt's status lines: "dlstatus:1:5.2:Retrieving file 3 of 40 …" and
# "pmstatus:zlib1g-dev:80.5:Installed zlib1g-dev (amd64)".
show_progress() {
  local all=$1 kind name share text file last='' done=0 seen=' '
  # Not awk, which may wait for a block of input before it looks at a line.
  while IFS=: read -r kind name share text; do
    if [[ $kind == dlstatus && $text =~ ([0-9]+)\ of\ ([0-9]+) ]]; then
      file=${BASH_REMATCH[1]}
      if [ "$file" != "$last" ] &&
        { [ $((file % 10)) = 1 ] || [ "$file" = "${BASH_REMATCH[2]}" ]; }; then
        say "fetching package $file of ${BASH_REMATCH[2]}"
      fi
      last=$file
    elif [[ $kind == pmstatus && $text == Installed* && $seen != *" $name "* ]]; then
      seen+="$name "
      done=$((done + 1))
      if [ $((done % 10)) = 0 ] || [ "$done" = "$all" ]; then
        say "installed $done of $all packages, last $name"
      fi
    fi
  done
}

# Without apt nothing is installed: the one line says what to do, where something is missing.
look_for_packages() {
  local tool missing=no
  for tool in "${tools[@]}"; do has "$tool" || missing=yes; done
  [ "$missing" = yes ] || pkg-config --exists "${modules[@]}" || missing=yes
  if [ "$needs_jsonschema" = yes ]; then
    python3 -c 'import jsonschema' 2>/dev/null || missing=yes
  fi
  [ "$missing" = yes ] || return 0
  local pip=
  [ "$needs_jsonschema" = no ] || pip=' && python3 -m pip install jsonschema'
  say "there is no apt here; Homebrew: brew install ${brew[*]}$pip; Fedora: dnf install ${fedora[*]}"
  exit 1
}

# SwiftPM warns of "prohibited flag(s): -pthread" in Debian's glib-2.0.pc and others. The C library
# has had threads inside since glibc 2.34 and Swift links them anyway, so SwiftPM gets copies of
# those files without the flag.
quieten_pkgconfig() {
  local folder=.build/pkgconfig made=.build/pkgconfig.$$ queue="${modules[*]}" seen=' ' module directory file
  # Not the copies of before, which no longer have the flag, however often their folder is named.
  local -x PKG_CONFIG_PATH=:${PKG_CONFIG_PATH:-}:
  while [[ $PKG_CONFIG_PATH == *":$PWD/$folder:"* ]]; do
    PKG_CONFIG_PATH=${PKG_CONFIG_PATH//":$PWD/$folder:"/:}
  done
  mkdir -p "$folder" "$made"
  while [ -n "$queue" ]; do
    read -r module queue <<<"$queue"
    case "$seen" in *" $module "*) continue ;; esac
    seen+="$module "
    directory=$(pkg-config --variable=pcfiledir "$module" 2>/dev/null) || continue
    file=$directory/$module.pc
    if grep -q -e '-pthread' "$file" 2>/dev/null; then
      sed -e 's/ *-pthread//g' -e "s|\${pcfiledir}|$directory|g" "$file" >"$made/$module.pc"
    fi
    queue+=$({
      pkg-config --print-requires "$module"
      pkg-config --print-requires-private "$module"
    } 2>/dev/null | awk '{ printf " %s", $1 }')
  done
  # A build that goes on meanwhile finds each file at any time, the old one or the new.
  for file in "$folder"/*.pc; do
    if [ ! -e "$made/${file##*/}" ]; then rm -f "$file"; fi
  done
  for file in "$made"/*.pc; do
    if [ -e "$file" ]; then mv "$file" "$folder/"; fi
  done
  rmdir "$made"
}

if has apt-get && has dpkg-query; then install_packages; else look_for_packages; fi
if ! has swift; then
  say "Swift is missing: install 6.2 or newer from https://www.swift.org/install/"
  exit 1
fi
quieten_pkgconfig
