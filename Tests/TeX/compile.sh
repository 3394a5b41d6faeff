#!/usr/bin/env bash
# Has pdflatex and lualatex compile the gallery's TikZ, alone and by \input, and a deck of Beamer;
# where they are installed. Says so and succeeds where they are not. In Debian they are in
# texlive-latex-base, texlive-luatex, texlive-pictures (which has pgfplots) and texlive-latex-recommended.
#
#     Tests/TeX/compile.sh [FOLDER]        # a gallery; out/gallery, which make demo draws
set -euo pipefail
folder=$(realpath "${1:-out/gallery}")
cd "$(dirname "$0")/../.."
for tool in pdflatex lualatex kpsewhich; do
  command -v $tool >/dev/null || { echo "tex: skipped, there is no $tool"; exit 0; }
done
for file in tikz.sty pgfplots.sty geometry.sty beamer.cls amsmath.sty; do
  kpsewhich $file >/dev/null || { echo "tex: skipped, TeX has no $file"; exit 0; }
done
[ -e "$folder/index.html" ] || { echo "tex: there is no gallery in $folder; make demo" >&2; exit 1; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
program=$(swift build --show-bin-path)/vizbp
[ -x "$program" ] || program=.build/release/vizbp

neuron='1/(1+exp(-(w0*x0+w1*x1+w2)))'
"$program" eval "$neuron" w0=2 x0=-1 w1=-3 x1=-2 w2=-3 --quiet --steps -o "$work/deck.tex"
# Labels that a program would obey, and signs that TeX's fonts lack.
cat >"$work/hostile.json" <<'JSON'
{"format": "vizbp.graph", "version": 1, "name": "\\input{/etc/passwd} 100% #1 $x$ ~^_&{}",
 "nodes": [
   {"id": "x", "op": "input", "label": "\\input{/etc/passwd}", "value": 2, "gradient": 3},
   {"id": "y", "op": "input", "label": "^^5cinput \\end{document} %", "value": 3, "gradient": 2},
   {"id": "z", "op": "mul", "inputs": ["x", "y"], "label": "漢字 é ŷ ∂ℒ 🎉 }{", "value": 6,
    "gradient": 1, "local": [3, 2]}],
 "outputs": ["z"]}
JSON
"$program" render "$work/hostile.json" -o "$work/hostile.tex"
# The chain rule line by line, of names that do no harm and of others.
"$program" explain "$neuron" w0=2 x0=-1 w1=-3 x1=-2 w2=-3 --of w0 --quiet -o "$work/chain.tex" >/dev/null
"$program" explain "$work/hostile.json" --of y --quiet -o "$work/chain-hostile.tex" >/dev/null
# Curves with their data in the file, with a gap and a number that a log axis has no place for.
printf 'step,loss,val_loss\n0,2,3\n1,0.5,nan\n2,1e-3,0.25\n3,-1,0.125\n4,0.004,0.1\n' >"$work/log.csv"
"$program" plot "$work/log.csv" --log-y --quiet -o "$work/curves.tex"
grep -q 'begin{axis}' "$work/curves.tex" || { echo 'tex: curves are not of pgfplots' >&2; exit 1; }
# One document with every picture in it.
{
  printf '%s\n' '\documentclass{article}' '\usepackage{tikz}' '\begin{document}'
  for file in "$folder"/*.tex; do
    printf '\\resizebox{\\textwidth}{!}{\\input{%s}}\n\n' "$file"
  done
  printf '%s\n' '\end{document}'
} >"$work/all.tex"

# What the engines say goes into files that hyperref does not take for its own, as it does .out.
compile() {
  local engine=$1 file=$2 name
  name=$(basename "$file" .tex)
  (cd "$work" && $engine -no-shell-escape -halt-on-error -interaction=nonstopmode \
    -output-directory "$work" "$file" >"$work/$name.said" 2>&1) || {
    echo "tex: $engine failed on $file:" >&2
    grep -A 3 '^!' "$work/$name.said" >&2 || tail -n 5 "$work/$name.said" >&2
    exit 1
  }
}

count=0
for engine in pdflatex lualatex; do
  for file in "$folder"/*.tex "$work"/{deck,hostile,chain,chain-hostile,curves,all}.tex; do
    compile $engine "$file"
    count=$((count + 1))
  done
  if command -v pdfinfo >/dev/null; then
    pages=$(pdfinfo "$work/deck.pdf" | awk '/^Pages/ { print $2 }')
    [ "$pages" = 21 ] || { echo "tex: the deck has $pages pages, not 21" >&2; exit 1; }
    pages=$(pdfinfo "$work/hostile.pdf" | awk '/^Pages/ { print $2 }')
    [ "$pages" = 1 ] || { echo "tex: a hostile label makes $pages pages" >&2; exit 1; }
    ! pdftotext "$work/hostile.pdf" - | grep -q 'root:' ||
      { echo 'tex: a label was obeyed' >&2; exit 1; }
  fi
done
echo "tex: $count documents compiled"
