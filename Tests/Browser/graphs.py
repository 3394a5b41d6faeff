"""Writes the graph files of the browser test into a folder."""
import json
import pathlib
import sys

folder = pathlib.Path(sys.argv[1])


def write(name, title, nodes, outputs):
    graph = {"format": "vizbp.graph", "version": 1, "name": title, "nodes": nodes, "outputs": outputs}
    (folder / f"{name}.json").write_text(json.dumps(graph))


nodes, last = [{"id": "x", "op": "input", "value": 0.5, "gradient": 0.1}], "x"
for layer in range(12):
    for op in ("exp", "sin", "tanh", "square"):
        nodes.append({"id": f"{op}_of_{layer}", "op": op, "inputs": [last], "value": 0.5,
                      "gradient": 0.1, "local": [1], "scope": f"net/layer{layer}"})
        last = nodes[-1]["id"]
write("deep", "twelve layers", nodes, [last])

# The same without a gradient, and with the first value alone.
plain = [{key: node[key] for key in ("id", "op", "inputs", "scope") if key in node} for node in nodes]
plain[0]["value"] = 0.5
for node in plain:
    node["op"] = node["op"].replace("square", "sigmoid")
write("plain", "twelve layers", plain, [last])

hostile = "<script>window.ran = 1</script>\"'><img src=x onerror=window.ran=1>{{{style}}}\u202e"
write("hostile", hostile, [
    {"id": hostile, "op": "input", "value": "NaN", "gradient": 1, "label": hostile + "2"},
    {"id": "f", "op": hostile, "inputs": [hostile], "value": 2, "gradient": 1, "local": [hostile],
     "scope": hostile}], ["f"])

write("wrong", "(x + y) z", [
    {"id": "x", "op": "input", "value": -2, "gradient": -4},
    {"id": "y", "op": "input", "value": 5, "gradient": -8},
    {"id": "z", "op": "input", "value": -4, "gradient": 3},
    {"id": "q", "op": "add", "inputs": ["x", "y"], "value": 3, "gradient": -4},
    {"id": "f", "op": "mul", "inputs": ["q", "z"], "value": -12, "gradient": 1}], ["f"])
