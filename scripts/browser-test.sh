#!/usr/bin/env bash
# Makes the pages that Tests/Browser/ looks at and drives Chromium through them. Installs Chromium
# (apt) and Playwright, axe-core and html5lib (PyPI, into .build/browser/); `scripts/bootstrap.sh
# browser` brings the packages alone, --fetch all of it, and no more is done.
#
#   scripts/browser-test.sh [PROGRAM|--fetch]     # .build/release/vizbp
set -euo pipefail
cd "$(dirname "$0")/.."

tool=${1:-.build/release/vizbp}
scripts/bootstrap.sh browser
python=.build/browser/bin/python
if ! "$python" -c 'import playwright, axe_playwright_python, html5lib' 2>/dev/null; then
  rm -rf .build/browser
  python3 -m venv .build/browser
  .build/browser/bin/pip install --quiet --disable-pip-version-check \
    playwright axe-playwright-python html5lib
fi
[ "$tool" != --fetch ] || exit 0

pages=$(mktemp -d)
trap 'rm -rf "$pages"' EXIT
"$tool" eval '1/(1+exp(-(w0*x0+w1*x1+w2)))' w0=2 x0=-1 w1=-3 x1=-2 w2=-3 \
  --quiet -o "$pages/neuron.html"
"$tool" eval 'y = W @ x; L = sum(y * y)' 'W=[[1, 2], [3, 4]]' 'x=[0.5, -1]' \
  --quiet -o "$pages/tensors.html"
"$tool" eval 'x * y + sin(x)' x=1 y=2 --mode forward --seed x --quiet -o "$pages/forward.html"
"$python" Tests/Browser/graphs.py "$pages"
"$tool" render "$pages/deep.json" -o "$pages/deep.html"
"$tool" render "$pages/plain.json" -o "$pages/plain.html"
"$tool" render "$pages/hostile.json" -o "$pages/hostile.html"
"$tool" check "$pages/wrong.json" --quiet -o "$pages/check.html" >/dev/null || [ $? -eq 1 ]
runs=$(mktemp -d)
trap 'rm -rf "$pages" "$runs"' EXIT
train() { "$tool" train --quiet --out "$runs/$1" "${@:2}" || [ $? -eq 1 ]; }
train spiral --dataset spiral --layers 8,8 --examples 300 --steps 300 --evaluate 20
train broken --dataset spiral --examples 300 --optimizer sgd --lr 3e4 --activation relu --steps 60
train long --dataset circles --layers 8,8,8,8 --steps 3000
train leap --dataset spiral --layers 8,8 --optimizer sgd --lr 300 --steps 200
"$tool" report "$runs/leap" --quiet -o "$pages/leap.html"
"$tool" report "$runs/spiral" --check --quiet -o "$pages/report.html"
"$tool" report "$runs/broken" --quiet -o "$pages/broken.html"
"$tool" report "$runs/long" --quiet -o "$pages/long.html"
"$tool" report "$runs/spiral" "$runs/broken" --quiet -o "$pages/several.html"
train short --dataset spiral --layers 8,8 --steps 60
"$tool" render "$runs/short" --step 40 -o "$pages/run.html"
# What the page is to show at another step, from the program itself.
"$tool" render "$runs/short" --step 12 --collapse none --direction tb -o "$pages/step-12.svg"
"$tool" eval '1/(1+exp(-(w0*x0+w1*x1+w2)))' w0=2 x0=-1 w1=-3 x1=-2 w2=-3 \
  --quiet --json >"$pages/neuron-gradients.json"
"$python" Tests/Browser/circuits.py "$tool" "$pages"
"$python" Tests/Browser/quizzes.py "$tool" "$pages"
"$python" Tests/Browser/reports.py "$tool" "$pages"
"$python" Tests/Browser/comparisons.py "$tool" "$pages"
"$python" Tests/Browser/pages.py "$pages" "$tool"
