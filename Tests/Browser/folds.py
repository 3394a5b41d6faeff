"""Folds of pages: they open in their place, the rest makes room, and search opens them."""


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

    return [folds]
