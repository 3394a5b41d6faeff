#!/usr/bin/env bash
# Installs the wheel into a bare Debian that debootstrap makes, with Python and nothing of ours, and
# uses it there: draws, reports a run, captures a model.
#
#   scripts/packages/check-wheel.sh [WHEEL]       # the one in .build/wheel/dist/
#
# Says that it was skipped where debootstrap cannot be had. The bare system is kept in .build/bare/.
set -euo pipefail
cd "$(dirname "$0")/../.."

say() { printf 'check-wheel: %s\n' "$*" >&2; }
skip() { say "skipped: $*"; exit 0; }

wheel=${1:-$(ls -t .build/wheel/dist/*.whl 2>/dev/null | head -n 1 || true)}
[ -n "$wheel" ] || { say 'there is no wheel; make wheel'; exit 1; }

scripts/packages/bare-debian.sh || skip 'there is no bare Debian'

# What the tag says of the C library that the wheel needs, by the program that pip's makers trust.
shown=$(.build/wheel/venv/bin/python -m auditwheel show "$wheel" | tr '\n' ' ')
tag=$(basename "$wheel" .whl)
tag=${tag##*-}
case $shown in
  *"constrains the platform tag to \"$tag\""* | *"consistent with the following platform tag: \"$tag\""*) ;;
  *) say "auditwheel does not agree with $tag: $shown"; exit 1 ;;
esac

bare=.build/bare suite=bookworm
root=$PWD/$bare/$suite
rm -rf "$root/check"
mkdir -p "$root/check/wheels"
cp "$wheel" "$root/check/wheels/"

# NumPy and an engine come from PyPI, as the bare system's Python wants them.
version=$(chroot "$root" python3 -c 'import sys; print("%d.%d" % sys.version_info[:2])')
fetch() {
  python3 -m pip download --quiet --disable-pip-version-check --no-input --only-binary=:all: \
    --python-version "$version" --platform manylinux_2_28_x86_64 --platform manylinux_2_27_x86_64 \
    --platform manylinux2014_x86_64 --platform manylinux_2_17_x86_64 \
    --dest $bare/wheels "$@" >/dev/null 2>&1
}
fetch numpy || skip 'NumPy cannot be had'
engines=numpy
if fetch jax; then engines+=' jax'; else say 'JAX cannot be had: nothing is captured with it'; fi
case " ${VIZBP_CHECK_ENGINES:-} " in
  *' torch '*) if fetch torch; then engines+=' torch'; else say 'PyTorch cannot be had'; fi ;;
esac
cp $bare/wheels/*.whl "$root/check/wheels/"

cat >"$root/check/capture.py" <<'PYTHON'
import importlib.util

import numpy as np

import vizbp

if importlib.util.find_spec("torch"):
    import torch

    torch.manual_seed(0)
    model = torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.Tanh(), torch.nn.Linear(4, 1))
    graph = vizbp.capture(lambda: (model(torch.ones(5, 3)) ** 2).mean())
    graph.render("torch.png")
    assert graph.check().ok, graph.check().text
    print("captured with PyTorch:", len(graph), "nodes")
if importlib.util.find_spec("jax"):
    import jax.numpy as jnp

    import vizbp.jax

    graph = vizbp.jax.capture(lambda w, x: jnp.sum(jnp.tanh(w @ x) ** 2), jnp.eye(3), jnp.ones(3))
    graph.render("jax.png")
    graph.save("jax.json")
    assert graph.check().ok, graph.check().text
    print("captured with JAX:", len(graph), "nodes")
node = vizbp.Node("x", "input", value=np.array([1.0, 2.0]))
assert vizbp.Graph([node], ["x"]).figure().svg.count("<svg") == 1
PYTHON
cat >"$root/check/run.sh" <<'SHELL'
set -eu
cd /check
trap 'status=$?; [ $status = 0 ] || { cat said.txt 2>/dev/null; echo "failed in the bare system"; }' EXIT
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check --no-index --find-links wheels \
  vizbp "$@"
! ls /usr/lib/x86_64-linux-gnu | grep -E 'libcairo|libpango|libgvc|libswiftCore|libX11' ||
  { echo 'the system is not bare'; exit 1; }
PATH=$PWD/env/bin:$PATH
vizbp eval '1/(1+exp(-(w0*x0+w1*x1+w2)))' w0=2 x0=-1 w1=-3 x1=-2 w2=-3 -o x.png >table.txt 2>said.txt
for kind in svg pdf html tex gif webp; do python -m vizbp eval 'x*y + sin(x)' x=1 y=2 -o x.$kind >/dev/null 2>>said.txt; done
vizbp train --dataset moons --layers 4 --steps 20 --seed 1 --out run --quiet >/dev/null 2>>said.txt
vizbp report run -o report.html >/dev/null 2>>said.txt
python -c 'import vizbp; vizbp.report("run", "report2.html")'
cmp report.html report2.html
python capture.py
if grep -iE 'error|warning|fontconfig|graphviz' said.txt; then echo 'the program complained'; exit 1; fi
for file in x.png x.svg x.pdf x.html x.tex x.gif x.webp report.html; do test -s $file; done
SHELL
started=$SECONDS
# Nothing of this machine's environment gets in, and /proc is mounted for this command alone.
# shellcheck disable=SC2086
unshare --mount env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 \
  JAX_PLATFORMS=cpu sh -c 'mount -t proc proc "$0/proc" && exec chroot "$0" sh /check/run.sh "$@"' \
  "$root" $engines >&2
say "good in a bare Debian ($engines), after $((SECONDS - started)) s"
