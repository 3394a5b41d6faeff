#!/usr/bin/env bash
# Draws the README's pictures into docs/pictures/ with the release build. Run it when the look changes.
set -euo pipefail
cd "$(dirname "$0")/.."
vizbp=.build/release/vizbp
out=docs/pictures
mkdir -p "$out"
neuron='1/(1+exp(-(w0*x0+w1*x1+w2)))'
values=(w0=2 x0=-1 w1=-3 x1=-2 w2=-3)
draw() { "$vizbp" eval "$@" --quiet --text outlines; }
draw "$neuron" "${values[@]}" -o "$out/neuron.svg"
draw "$neuron" "${values[@]}" --fit slide -o "$out/slide.svg"
draw 'x1*x2 + sin(x1)' x1=2 x2=5 --show chain -o "$out/chain.svg"
"$vizbp" explain 'x1*x2 + sin(x1)' x1=2 x2=5 --of x1 --quiet --text outlines -o "$out/paths.svg" >/dev/null
"$vizbp" render Examples/graphs/twelve-layers.json --text outlines -o "$out/twelve-layers.svg"
# A check that finds a fault exits with 1.
"$vizbp" check Examples/graphs/lost-sign.json --quiet --text outlines -o "$out/lost-sign.svg" || [ $? -eq 1 ]
# PYTHON names an interpreter that has PyTorch.
PYTHONPATH=python/src VIZBP_PROGRAM=$vizbp "${PYTHON:-python3}" Examples/python/pytorch.py "$out/pytorch.svg"
run=$(mktemp -d)
trap 'rm -rf "$run"' EXIT
"$vizbp" gallery turing-machine --quiet -o "$run/gallery"
cp "$run/gallery/turing-machine.png" "$out/turing-machine.png"
"$vizbp" train --dataset spiral --layers 16,16 --activation tanh --lr 0.01 --steps 2000 --seed 7 --evaluate 20 \
  --quiet --out "$run/spiral"
"$vizbp" plot "$run/spiral" --figure filmstrip --scale 2 -o "$out/spiral-filmstrip.png"
"$vizbp" plot "$run/spiral" --y loss,validation/loss --log-y --smooth 0.9 --text outlines \
  -o "$out/spiral-loss.svg"
"$vizbp" report "$run/spiral" --quiet -o "$run/report.html"
if command -v chromium >/dev/null; then
  chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --window-size=1280,1420 \
    --screenshot="$out/report.png" "file://$run/report.html" 2>/dev/null
  "$vizbp" eval "$neuron" "${values[@]}" --quiet -o "$run/neuron.html"
  chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --window-size=1280,900 \
    --screenshot="$out/live.png" "file://$run/neuron.html" 2>/dev/null
fi
