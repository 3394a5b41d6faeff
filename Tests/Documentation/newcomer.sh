#!/bin/sh
# Ten tasks of a newcomer who has the program on the path, its help and the README, and nothing else:
#
#   PATH=$PWD/.build/release:$PATH Tests/Documentation/newcomer.sh
#
# Each is done at the first try, with what the help of its command shows. It works in a folder of its own,
# so that the checks of the packages run it in a bare system.
set -eu
folder=$(mktemp -d)
trap 'status=$?
  [ $status = 0 ] || { cat "$folder/said.txt" 2>/dev/null; echo "newcomer: failed: $task"; }
  rm -rf "$folder"' EXIT
cd "$folder"
: >said.txt
count=0
task() {
  task=$*
  count=$((count + 1))
}
# Whether the help of a command mentions each of these words.
knows() {
  command=$1
  shift
  vizbp help "$command" | tr -s "\n " " " >help.txt
  for word in "$@"; do
    grep -q -e "$word" help.txt || { echo "the help of $command does not mention $word"; exit 1; }
  done
}
# A command whose answer is "no".
no() {
  status=0
  "$@" >answer.txt 2>>said.txt || status=$?
  [ $status = 1 ] || { cat answer.txt; echo "status $status of: $*"; exit 1; }
}
has() {
  for file in "$@"; do test -s "$file" || { echo "there is no $file"; exit 1; }; done
}

task 'see backpropagation through one neuron'
knows eval '<expression>' --output 'name=value'
vizbp eval '1/(1+exp(-(w0*x0+w1*x1+w2)))' w0=2 x0=-1 w1=-3 x1=-2 w2=-3 -o x.png >table.txt 2>>said.txt
grep -q '0.731' table.txt

task 'take the same into a paper, a page, a slide and a chat'
knows eval pdf tex html gif webp --fit
for kind in svg pdf html tex gif webp dot; do
  vizbp eval 'x*y + sin(x)' x=1 y=2 -o x.$kind >/dev/null 2>>said.txt
done
vizbp eval 'x*y + sin(x)' x=1 y=2 --fit slide -o slide.svg >/dev/null 2>>said.txt
has x.png x.svg x.pdf x.html x.tex x.gif x.webp x.dot slide.svg

task 'build a lecture that shows one step at a time'
knows eval --steps
vizbp eval 'max(x, 0) * w' x=2 w=-1 --steps -o deck.pdf >/dev/null 2>>said.txt
has deck.pdf

task 'draw a graph of an engine of my own'
knows render 'graph file'
cat >mine.json <<'JSON'
{ "format": "vizbp.graph", "version": 1, "name": "(x + y) z",
  "nodes": [
    {"id": "x", "op": "input", "value": -2, "gradient": -4},
    {"id": "y", "op": "input", "value": 5,  "gradient": 4},
    {"id": "z", "op": "input", "value": -4, "gradient": -7},
    {"id": "q", "op": "sub", "inputs": ["x", "y"], "value": -7,  "gradient": -4},
    {"id": "f", "op": "mul", "inputs": ["q", "z"], "value": 28, "gradient": 1}],
  "outputs": ["f"] }
JSON
vizbp render mine.json 2>>said.txt
has mine.svg

task 'find the wrong gradient'
knows check 'Exit status'
vizbp check mine.json >answer.txt 2>>said.txt
sed 's/"value": 5,  "gradient": 4}/"value": 5, "gradient": -4}/' mine.json >wrong.json
no vizbp check wrong.json
grep -q 'q' answer.txt

task 'say why a gradient is what it is'
knows explain --of
vizbp explain 'x1*x2 + sin(x1)' x1=2 x2=5 --of x1 -o paths.svg >answer.txt 2>>said.txt
grep -q '2 paths' answer.txt
has paths.svg

task 'compare two executions'
knows diff 'Exit status'
no vizbp diff mine.json wrong.json
grep -q 'q' answer.txt

task 'train a network and look at what it learned'
knows train --dataset --layers --out
vizbp train --dataset moons --layers 8 --steps 60 --seed 1 --out run --quiet >/dev/null 2>>said.txt
knows plot --figure
vizbp plot run -o loss.svg 2>>said.txt
vizbp plot run --figure boundary -o boundary.png 2>>said.txt
has loss.svg boundary.png run/run.json run/graph.json

task 'say what is wrong with a training, and send the whole of it by mail'
knows diagnose --fail-on
vizbp train --dataset moons --layers 8 --steps 60 --lr 1e-9 --seed 1 --out still --quiet >/dev/null 2>>said.txt
no vizbp diagnose still --fail-on warning
knows report --output
vizbp report run still -o report.html >/dev/null 2>>said.txt
has report.html

task 'plot the log that another program wrote'
knows plot --y
printf 'epoch,loss,val_loss\n0,1.5,1.6\n1,0.9,1.1\n2,0.7,1.0\n' >log.csv
vizbp plot log.csv --y loss,val_loss -o log.svg 2>>said.txt
has log.svg

if grep -iE '^error|^warning|fontconfig|graphviz' said.txt; then
  echo 'the program complained'
  exit 1
fi
echo "newcomer: $count tasks, each at the first try"
