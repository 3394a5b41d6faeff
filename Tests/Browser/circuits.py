"""The live circuit: pages that compute, held against the program that wrote them.

    python circuits.py PROGRAM FOLDER     writes the pages, and the numbers that they are to show

`tests` drives them: every operation that expressions have, two hundred random expressions, dragging,
typing, a gradient step.
"""
import json
import math
import pathlib
import random
import re
import subprocess
import sys

from operations import OTHERS, POSITIVE, STILLS, UNARY, named


def number(generator, least=-2.0, most=2.0):
    return round(generator.uniform(least, most), 3) or 0.5


def spelled(value):
    return json.dumps(value)


def expressions():
    """Name, expression, and two sets of values, the second of which is typed into the page."""
    generator = random.Random(15)
    found = []
    for name in UNARY:
        least = 0.1 if name in POSITIVE else -2.0
        values = [{"x": [number(generator, least) for _ in range(4)]} for _ in range(2)]
        found.append((f"op-{name}", f"sum({name}(x) * x)", *values))
    for name, expression in OTHERS.items():
        values = []
        for _ in range(2):
            all_values = {
                "x": [number(generator) for _ in range(4)], "y": [number(generator) for _ in range(4)],
                "A": [[number(generator) for _ in range(3)] for _ in range(2)],
                "M": [[number(generator) for _ in range(4)] for _ in range(4)]}
            values.append({key: all_values[key] for key in all_values
                           if re.search(rf"\b{key}\b", expression)})
        found.append((f"op-{name}", expression, *values))
    for place in range(200):
        expression, names = drawn(generator)
        values = [{key: number(generator) for key in names} for _ in range(2)]
        found.append((f"random-{place:03}", expression, *values))
    return found


def drawn(generator):
    """A random expression of scalars, smooth and with kinks, whose parts are used more than once."""
    names = ["a", "b", "c", "d"][:generator.randint(1, 4)]
    statements, known = [], list(names)

    def term(depth):
        if depth == 0 or generator.random() < 0.2:
            return generator.choice(known) if generator.random() < 0.85 else str(number(generator))
        kind = generator.random()
        if kind < 0.35:
            name = generator.choice([one for one in UNARY if one not in POSITIVE and one != "tan"])
            # Exponentials of exponentials leave the range of numbers.
            return f"{name}(tanh({term(depth - 1)}))" if name in ("exp", "expm1") \
                else f"{name}({term(depth - 1)})"
        if kind < 0.4:
            return f"log(1 + square({term(depth - 1)}))"
        if kind < 0.45:
            return f"{generator.choice(['maximum', 'minimum'])}({term(depth - 1)}, {term(depth - 1)})"
        if kind < 0.5:
            return f"({term(depth - 1)}) / (1 + abs({term(depth - 1)}))"
        if kind < 0.55:
            return f"(0.5 + abs({term(depth - 1)})) ^ {generator.choice(['2', '0.5', '-1', '1.5'])}"
        return f"({term(depth - 1)} {generator.choice('+-*')} {term(depth - 1)})"

    for place in range(generator.randint(0, 2)):
        statements.append(f"q{place} = {term(2)}")
        known.append(f"q{place}")
    statements.append(f"f = {term(3)} + " + " * ".join(names))
    text = "; ".join(statements)
    return text, [name for name in names if re.search(rf"\b{name}\b", text)]


def write(program, folder):
    def evaluate(expression, values, *options):
        words = [f"{key}={spelled(value)}" for key, value in values.items()]
        return subprocess.run(
            [program, "eval", expression, *words, "--quiet", *options], check=True,
            capture_output=True, text=True).stdout

    cases = []
    home = folder / "circuits"
    home.mkdir()
    for name, expression, born, other in expressions():
        page = home / f"{name}.html"
        evaluate(expression, born, "-o", str(page))
        graph = json.loads(evaluate(expression, other, "--json"))
        cases.append({"page": f"circuits/{name}.html", "expression": expression, "values": other,
                      "graph": graph})
    evaluate("a = x * y; b = a + x; c = max(a, b); f = c * b - sqrt(abs(y))", {"x": 1.2, "y": -0.7},
             "-o", str(folder / "fanned.html"))
    (folder / "circuits.json").write_text(json.dumps(cases))
    manual = subprocess.run([program, "eval", "--help"], check=True, capture_output=True, text=True)
    (folder / "functions.json").write_text(json.dumps(sorted(named(manual.stdout))))
    for name, expression in STILLS.items():
        values = {"x": [0.3, -1.5, 2.0, 1.0], "y": [1.0, 2.0, -1.0, 0.5], "M": [[1, 2, 3, 4]] * 4}
        evaluate(expression, {key: values[key] for key in values if re.search(rf"\b{key}\b", expression)},
                 "-o", str(folder / f"still-{name}.html"))


def near(shown, wanted):
    if isinstance(wanted, str):
        return math.isnan(shown) if wanted == "NaN" else shown == float(wanted)
    return abs(shown - wanted) <= 1e-12 * max(1.0, abs(shown), abs(wanted))


def flat(value):
    return [one for part in value for one in flat(part)] if isinstance(value, list) else [value]


TYPE = """values => {
  const fields = [...document.querySelectorAll('#leaves input')];
  fields.forEach((field) => {
    field.value = values[field.parentElement.textContent.match(/^\\p{L}/u)[0]].shift();
    field.dispatchEvent(new Event('input'));
  });
  return fields.length;
}"""
NUMBERS = """() => [...document.querySelectorAll('tr[data-cards]')].map(row => [Number(row.id.split('-')[1]),
  ...[3, 4].map(column => (row.cells[column].dataset.numbers ?? '').split(' ').filter(Boolean).map(Number))])"""


def tests(Reader, expect, text, folder):
    def computes(browser):
        """Every operation and every random expression, at numbers that are typed into the page."""
        cases = json.loads((folder / "circuits.json").read_text())
        wrong, compared, operations = [], 0, set()
        reader = Reader(browser, cases[0]["page"])
        window = reader.window
        for case in cases:
            window.goto((folder / case["page"]).as_uri())
            inputs = {node["id"] for node in case["graph"]["nodes"]}
            values = {name: flat(value) for name, value in case["values"].items() if name in inputs}
            if window.evaluate(TYPE, values) != sum(map(len, values.values())):
                wrong.append(f"{case['expression']}: {text(window, '.because') if window.locator('.because').count() else 'no fields'}")
                continue
            nodes = case["graph"]["nodes"]
            operations |= {node["op"] for node in nodes}
            for place, forward, backward in window.evaluate(NUMBERS):
                node = nodes[place]
                for name, shown in (("value", forward), ("gradient", backward)):
                    wanted = flat(node.get(name, []))
                    if not wanted or not node.get("inputs") and name == "value" and node["op"] == "constant":
                        continue
                    compared += len(wanted)
                    if len(shown) != len(wanted) or not all(map(near, shown, wanted)):
                        wrong.append(f"{case['expression']}: {name} of {node['id']} is {shown[:3]}, "
                                     f"not {wanted[:3]}")
        expect(not wrong, f"{len(cases)} pages compute what the program does {wrong[:3]}")
        expect(compared > 3_000, f"{compared} numbers were compared")
        functions = set(json.loads((folder / "functions.json").read_text()))
        left = functions - operations - {name for name in STILLS} - set(OTHERS) - set(UNARY)
        expect(not left, f"every operation of expressions was among them {left}")
        expect(not reader.complaints, f"circuits: no complaints {reader.complaints[:3]}")
        reader.context.close()

    def reacts(browser):
        reader = Reader(browser, "neuron.html")
        window = reader.open()
        widths = "[...document.querySelectorAll('#graph svg .wire > .line, #graph svg .card > .wire.line')]" \
            ".map(line => Number(line.getAttribute('stroke-width')).toFixed(4))"
        drawn = window.evaluate(widths)
        before = window.text_content("#g0-card-0 text.value")
        # The green number of w0 is dragged to the right, and everything follows.
        box = window.locator("#g0-card-0 text.value").bounding_box()
        window.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        window.mouse.down()
        window.mouse.move(box["x"] + box["width"] / 2 + 40, box["y"] + box["height"] / 2, steps=5)
        window.mouse.up()
        expect(window.text_content("#g0-card-0 text.value") != before, "a green number can be dragged")
        expect(window.evaluate(widths) != drawn, "the wires change their widths")
        window.click("#reset")
        expect(window.evaluate(widths) == drawn, "as it was, the widths are those that were drawn")
        window.focus("#g0-card-0")
        window.keyboard.press("ArrowUp")
        expect("2.1" in window.text_content("#g0-card-0 text.value"), "the arrow keys change a leaf")
        expect("w₀ = 2.1" in text(window, "#outcome"), "what was changed is said")
        sums = "[...document.querySelectorAll('#steps .numbers')].map(one => one.textContent)"
        expect(any("2.1" in one for one in window.evaluate(sums)), "the steps tell the new numbers")
        window.click("#reset")
        window.click("#rank")
        expect("w₀" in text(window, "#ranking") and window.locator("#ranking li").count() == 5,
               "the inputs are put in order")
        slopes = [abs(float(one.replace("−", "-").strip("()")))
                  for one in re.findall(r" f (\S+) times", text(window, "#ranking"))]
        expect(slopes == sorted(slopes, reverse=True), "by the size of their gradients")
        # A step of the page is a step of the program.
        fields = "[...document.querySelectorAll('#leaves input')].map(field => Number(field.value))"
        start = window.evaluate(fields)
        window.click("#descend")
        program = json.loads((folder / "neuron-gradients.json").read_text())
        leaves = [node for node in program["nodes"] if node["op"] == "input"]
        wanted = [node["value"] - 0.1 * node["gradient"] for node in leaves]
        expect(start == [node["value"] for node in leaves]
               and all(map(near, window.evaluate(fields), wanted)), "a gradient step is the program's")
        expect("fell from" in text(window, "#outcome"), "the loss falls, and it is said")
        window.fill("#leaves input >> nth=0", "")
        expect(window.get_attribute("#leaves input >> nth=0", "aria-invalid") == "true",
               "no number is no number")
        reader.close("the live circuit")

    def holds(browser):
        """What is pointed at stays under the pointer, and what was said of it follows the numbers."""
        for width in (1440, 390):
            reader = Reader(browser, "fanned.html", viewport={"width": width, "height": 900})
            window = reader.open()
            window.click("#larger")
            number = window.locator("#g0-card-0 text.value")
            number.scroll_into_view_if_needed()
            before = number.bounding_box()
            window.mouse.move(before["x"] + before["width"] / 2, before["y"] + before["height"] / 2)
            expect("add up" in text(window, "#now"), f"{width} px: a fan-out's story is told")
            expect(number.bounding_box() == before, f"{width} px: the number stays where it is")
            window.mouse.down()
            window.mouse.move(before["x"] + before["width"] / 2 + 30, before["y"] + 5, steps=4)
            window.mouse.up()
            value = window.input_value("#leaves input >> nth=0")
            expect(value != "1.2", f"{width} px: a number with two ways is dragged")
            expect(f"x = {value}" in text(window, "#outcome"), f"{width} px: what it became is said")
            slope = window.evaluate("document.querySelector('tr[data-cards]').cells[4].dataset.numbers")
            shown = f"{float(slope):.5g}".replace("-", "−")
            expect(f"∂f/∂x = {shown})" in text(window, "#now"), f"{width} px: the story has the new numbers")
            reader.close(f"a fan-out at {width} px")

    def stills(browser):
        for name in STILLS:
            reader = Reader(browser, f"still-{name}.html")
            window = reader.open()
            expect(f"still: the operation {name} of" in text(window, ".because"),
                   f"{name} is named where the circuit is a still")
            expect(window.locator(".live").count() == 0, "and nothing can be changed")
            reader.close(f"still of {name}")
        reader = Reader(browser, "check.html")
        window = reader.open()
        expect("the file's numbers at" in text(window, ".because"), "numbers of no rule make a still")
        reader.close("still of a fault")
        reader = Reader(browser, "neuron.html", java_script_enabled=False)
        window = reader.open()
        expect(not window.locator(".live").is_visible(), "without scripts nothing seems to move")
        reader.close("still without scripts")

    def size(browser):
        for name in ("neuron.html", "tensors.html", "plain.html", "circuits/op-gelu.html"):
            page = (folder / name).read_text()
            script = re.search(r"<script>(.*?)</script>", page, re.S).group(1)
            expect(len(script.encode()) <= 40_000, f"the script of {name} has {len(script.encode())} bytes")
        expect("Math.sin" not in re.search(r"<script>(.*?)</script>", (folder / "neuron.html").read_text(),
                                           re.S).group(1), "only operations in use are there")

    return [computes, reacts, holds, stills, size]


if __name__ == "__main__":
    write(sys.argv[1], pathlib.Path(sys.argv[2]))
