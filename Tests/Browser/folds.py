"""Folds of pages: they open in their place, the rest makes room, and search opens them."""
import math




def tests(Reader, expect, text):
    def folds(browser):
        reader = Reader(browser, "deep.html")
        window = reader.open()
        card = window.locator("#graph figure svg .card[aria-label]", has_text="×11").first
        drawn, first = (
            window.locator(f"#graph figure {one}") for one in (".scroll > svg", "svg .card >> nth=0"))
        wires = window.locator("#graph figure .scroll > svg > .wire")
        before = [drawn.bounding_box(), wires.count()]

        def corner():
            return first.bounding_box()["x"] - drawn.bounding_box()["x"]

        at = corner()
        card.click(force=True)
        opened = window.locator("#graph figure svg .inside svg")
        expect(opened.count() == 1, "a fold opens in its place")
        expect(window.locator("#graph details[open]").count() == 0, "and no other picture does")
        expect(abs(corner() - at) < 1, "what is left of it does not move aside")
        expect(opened.locator(".card").count() >= 4, "its cards are there")
        frame = window.locator("#graph .inside > rect").bounding_box()
        last = window.locator("#graph figure .scroll > svg > .card").last.bounding_box()
        expect(last["x"] >= frame["x"] + frame["width"] - 1, "what is right of it has made room")
        opened.locator(".card").nth(1).hover(force=True)
        expect(text(window, "#now") != "", "what is in it is told")
        window.locator("#graph .inside .shut").press("Enter")
        expect(window.locator("#graph .inside").count() == 0, "its button folds it again")
        after = drawn.bounding_box()
        expect(wires.count() == before[1] and all(abs(after[key] - before[0][key]) < 0.1 for key in after),
               "the picture is as it was")
        window.fill("#search", "exp_of_1")
        expect(window.locator("#graph .inside svg .found").count() >= 1, "search opens what it finds")
        reader.close("folds")

    def follows(browser):
        """A circuit with folds, from a file without gradients: what is in folds follows."""
        reader = Reader(browser, "plain.html")
        window = reader.open()
        expect("computed from its values" in text(window, ".because"), "that they were computed is said")

        def slope_of_sigmoid(x):
            return math.exp(-x) / (1 + math.exp(-x)) ** 2

        def wanted(x):
            slope, values = 1.0, [x]
            for _ in range(12):
                for value, derivative in ((math.exp, math.exp), (math.sin, math.cos),
                                          (math.tanh, lambda one: 1 - math.tanh(one) ** 2),
                                          (lambda one: 1 / (1 + math.exp(-one)), slope_of_sigmoid)):
                    slope *= derivative(values[-1])
                    values.append(value(values[-1]))
            return values, slope

        def agrees(x):
            values, slope = wanted(x)
            rows = "[...document.querySelectorAll('#nodes tbody tr')].map(row => row.cells[3].dataset.numbers)"
            shown = [float(one) for one in window.evaluate(rows)]
            gradient = float(window.evaluate("document.querySelector('#node-0').cells[4].dataset.numbers"))
            return (all(math.isclose(a, b, rel_tol=1e-12) for a, b in zip(shown, values))
                    and len(shown) == len(values) and math.isclose(gradient, slope, rel_tol=1e-10))

        window.fill("#leaves input", "0.25")
        expect(agrees(0.25), "a circuit with folds computes what is in them")
        expect(window.locator("#graph figure .scroll > svg > .card.stale").count() >= 1,
               "what a fold says of the numbers before is pale")
        window.fill("#search", "tanh_of_1")
        inside = window.locator("#graph .inside svg .found text.value").first
        value = wanted(0.25)[0][7]
        expect(inside.text_content() == f"{value:.4g}".replace("-", "−"), "an opened fold has the new numbers")
        window.fill("#search", "")
        window.click("#reset")
        expect(window.locator("#graph .card.stale").count() == 0, "as it was, nothing is pale")
        window.click("#ask")
        expect(text(window, "#question") != "", "it has a quiz")
        reader.close("a live circuit with folds")

    return [folds, follows]
