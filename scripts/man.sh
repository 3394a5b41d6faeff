#!/usr/bin/env bash
# Writes the man page to .build/man/ and the shell completions to .build/completions/.
set -euo pipefail
cd "$(dirname "$0")/.."

rm -rf .build/man .build/completions
mkdir -p .build/man .build/completions

# SWIFT_FLAGS is what the program was built with; see the Makefile.
read -ra flags <<<"${SWIFT_FLAGS:-}"
# The generator itself and not its plugin, which would build the program once more, without the flags.
for product in vizbp generate-manual; do
  scripts/quietly.sh swift build -c release ${flags[@]+"${flags[@]}"} --product "$product"
done
tool=.build/release/vizbp
pages=.build/man/pages
mkdir "$pages"
echo 'man: writing the pages and the completions' >&2
.build/release/generate-manual "$tool" --multi-page --output-directory "$pages" >.build/man.log 2>&1 || {
  cat .build/man.log >&2
  exit 1
}

# One page a command that people use, named as `man vizbp eval` looks for it, in its list of names too,
# where a name with a space is none. The generator leaves out signs beyond ASCII and ends paragraphs
# with empty lines, which mdoc does not.
for page in "$pages"/vizbp.1 "$pages"/vizbp.*.1; do
  name=$(basename "$page" .1)
  case "$name" in vizbp.help | vizbp.layout-worker) continue ;; esac
  sed -E '
    /^\.Xr vizbp\.(help|layout-worker) 1/d
    s/^(\.Dt VIZBP)\.([A-Z]+)/\1-\2/
    s/^(\.Xr vizbp)\.([a-z]+)/\1-\2/
    s/^\.Nm "vizbp ([a-z]+)"/.Nm vizbp-\1/
    /^\.Sh SYNOPSIS/,/^\.Nm/s/^\.Nm$/.Nm "'"${name/./ }"'"/
    s/upstream  local/upstream \\(mu local/
    s/^$/.Pp/
    ' "$page" | sed '$s/ ,$//' >".build/man/${name/./-}.1"
done
for name in vizbp vizbp-eval vizbp-render vizbp-check vizbp-gallery; do
  grep -q '^\.Nd ..' ".build/man/$name.1" || {
    echo "man: $name.1 has no content" >&2
    exit 1
  }
done

rm -r "$pages"

# Bash reads its script, and does not run it as a program.
"$tool" --generate-completion-script bash | sed '1{/^#!/d}' >.build/completions/vizbp.bash
"$tool" --generate-completion-script zsh >.build/completions/_vizbp
"$tool" --generate-completion-script fish >.build/completions/vizbp.fish

# Each script is read by its shell where that is there.
bash -n .build/completions/vizbp.bash
if command -v zsh >/dev/null; then zsh -n .build/completions/_vizbp; fi
if command -v fish >/dev/null; then fish --no-execute .build/completions/vizbp.fish; fi
for file in .build/completions/*; do
  grep -q gallery "$file" || {
    echo "completions: $file does not know the commands" >&2
    exit 1
  }
done
