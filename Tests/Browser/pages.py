"""Drives a real Chromium through the pages that vizbp writes.

    scripts/browser-test.sh          installs what it needs, makes the pages, and runs this

Needs Playwright and axe-core from PyPI and Debian's Chromium; what is checked is what a reader
does: step through, search, tab, take the quiz, follow a link, read without scripts, print.
"""
import pathlib
import sys
import time

import html5lib
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

import circuits
import comparisons
import folds
import quizzes
import reports

folder = pathlib.Path(sys.argv[1]).resolve()
failures = []


def expect(truth, what):
    """Says whether something is so; a function is asked until it is, for half a minute."""
    end = time.monotonic() + 30
    while callable(truth):
        answer = truth()
        if answer or time.monotonic() > end:
            truth = answer
        else:
            time.sleep(0.05)
    print(("ok    " if truth else "FAIL  ") + what)
    if not truth:
        failures.append(what)


class Reader:
    """A browser window that notes every request and every complaint."""

    def __init__(self, browser, page, **traits):
        self.context = browser.new_context(**{"viewport": {"width": 1440, "height": 900}} | traits)
        self.window = self.context.new_page()
        self.requests, self.complaints = [], []
        self.window.on("request", lambda request: self.requests.append(request.url))
        self.window.on("console", lambda message: self.complaints.append(message.text))
        self.window.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.window.on("dialog", lambda dialog: self.complaints.append("a dialog"))
        self.address = (folder / page).as_uri()

    def open(self, fragment=""):
        self.window.goto(self.address + fragment)
        return self.window

    def close(self, what):
        others = [url for url in self.requests if not url.startswith((self.address, "data:"))]
        expect(not others, f"{what}: nothing is fetched {others[:3]}")
        expect(not self.complaints, f"{what}: no complaints {self.complaints[:3]}")
        self.context.close()


def text(window, query):
    return window.locator(query).inner_text()


def replay(browser):
    reader = Reader(browser, "neuron.html")
    window = reader.open()
    before = window.locator("#g0-card-0").bounding_box()
    last = int(window.get_attribute("#step", "max"))
    window.click("#next")
    expect("Forward, step 1 of" in text(window, "#now"), "next shows the first step")
    expect(window.locator("li.current").count() == 1, "one step is marked")
    hidden = "getComputedStyle(document.querySelector('#g0-card-0 text.gradient')).visibility"
    expect(window.evaluate(hidden) == "hidden", "gradients are hidden before the backward pass")
    expect(window.locator("#g0-card-0").bounding_box() == before, "the cards do not move")
    window.focus("#step")
    window.keyboard.press("End")
    expect(f"Backward, step {last} of {last}" in text(window, "#now"), "the end is the backward pass")
    expect(window.evaluate(hidden) == "visible", "gradients are shown at the end")
    window.keyboard.press("ArrowLeft")
    expect(f"step {last - 1} of" in text(window, "#now"), "the arrow keys step")
    window.click("#play")
    window.wait_for_timeout(200)
    window.click("#play")
    expect(text(window, "#play") == "Play", "play can be paused")
    window.click("#all")
    expect(window.locator("svg .now").count() == 0, "show all marks nothing")
    reader.close("replay")


def pointing(browser):
    reader = Reader(browser, "neuron.html")
    window = reader.open()
    window.hover("#g0-card-0 path >> nth=1")
    expect("×" in text(window, "#now"), "pointing at a node tells its chain rule")
    window.fill("#search", "mul1")
    expect(window.locator("svg .found").count() == 1, "search finds a node by its name")
    window.keyboard.press("Enter")
    expect(window.evaluate("document.activeElement.classList.contains('card')"),
           "enter goes to what was found")
    window.fill("#search", "mul")
    expect(window.locator("svg .found").count() == 2, "search finds nodes by their op")
    wide = "document.querySelector('#graph svg').getBoundingClientRect().width"
    width = window.evaluate(wide)
    window.click("#larger")
    expect(window.evaluate(wide) > width, "larger is larger")
    window.click("#fit")
    expect(window.evaluate(wide) <= window.evaluate(
        "document.querySelector('.scroll').clientWidth") + 1, "fit fits")
    window.click("#nodes th:nth-child(5) button")
    numbers = window.eval_on_selector_all(
        "#nodes tbody td:nth-child(5)", "cells => cells.map(c => Number(c.dataset.sort))")
    expect(numbers == sorted(numbers), "a click on a heading sorts")
    reader.close("pointing")


def keyboard(browser):
    reader = Reader(browser, "neuron.html")
    window = reader.open()
    window.keyboard.press("Tab")
    expect(text(window, ":focus") == "Skip to the steps", "the first stop is the skip link")
    stops = []
    for _ in range(40):
        window.keyboard.press("Tab")
        stops.append(window.evaluate("document.activeElement.id || document.activeElement.className"))
        outline = window.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        if window.evaluate("document.activeElement == document.body"):
            break
        expect(outline != "none", f"the focus on '{stops[-1]}' can be seen")
    expect({"back", "next", "play", "step", "search", "g0-card-0"} <= set(stops),
           "every control and card is reached by tab")
    window.focus("#g0-card-5")
    window.keyboard.press("ArrowRight")
    expect("step 1 of" in text(window, "#now"), "the arrow keys step from a card")
    reader.close("keyboard")


def fields(browser):
    """Enter in any field of any page sends nothing: the page's own policy would report it."""
    for name in ("neuron.html", "tensors.html", "check.html", "report.html"):
        reader = Reader(browser, name)
        window = reader.open()
        expect(window.locator("form").count() == 0, f"{name} has no form")
        quizzes = window.locator("[id$=ask]")
        if quizzes.count():
            quizzes.first.click()
        before = window.url
        for index in range(window.locator("input").count()):
            field = window.locator("input").nth(index)
            if field.is_visible():
                field.press("Enter")
        expect(window.url == before, f"{name}: Enter stays on the page")
        reader.close(f"fields of {name}")


def links(browser):
    reader = Reader(browser, "neuron.html")
    window = reader.open("#step-9")
    expect(lambda: "step 9 of" in text(window, "#now"), "a link to a step opens it")
    window = reader.open("#node-0")
    expect(
        lambda: window.evaluate("document.activeElement.id") == "g0-card-0",
        "a link to a node finds it")
    reader.close("links")


def without_scripts(browser):
    reader = Reader(browser, "neuron.html", java_script_enabled=False)
    window = reader.open()
    expect(not window.locator("#bar").is_visible(), "no dead buttons without scripts")
    expect(window.locator("#graph svg").is_visible(), "the picture is there without scripts")
    expect("begins at the output" in text(window, "#steps"), "the steps are there without scripts")
    expect(window.locator("#nodes tbody tr").count() > 10, "the numbers are there without scripts")
    reader.close("without scripts")


def check(browser):
    reader = Reader(browser, "check.html")
    window = reader.open()
    expect("the rule of q (add) disagrees" in text(window, "#check"), "the check says who is wrong")
    reader.close("check")


def scrubber(browser):
    reader = Reader(browser, "run.html")
    window = reader.open()
    shown = ".scrub output"
    most = int(window.get_attribute("#at", "max"))
    expect(most >= 20, "the scrubber has many steps")
    expect(text(window, shown).startswith("step 59 of 59 · loss "), "the last step is shown first")
    expect(not window.locator(".still").is_visible(), "nothing is said of scripts")
    window.click("#graph summary")
    # The rounded outlines of cards, where they stand on the screen.
    corners = "JSON.stringify([...document.querySelectorAll('#graph details .card .line')]" \
        ".filter(line => /C/i.test(line.getAttribute('d'))).map(line => {" \
        "const b = line.getBoundingClientRect(); return [b.x, b.y, b.width, b.height]; }))"
    places = window.evaluate(corners)
    expect(places.count("[") > 20, "the whole graph is open")
    tops = window.evaluate("[...document.querySelectorAll('#graph .card')].map(c => c.id).join()")
    texts = set()
    window.focus("#at")
    for _ in range(most):
        window.keyboard.press("ArrowLeft")
        expect(window.evaluate(corners) == places, f"no card moves at {text(window, shown)}")
        texts.add(window.evaluate("document.querySelector('#graph details svg').textContent"))
    expect(len(texts) == most, "every step has numbers of its own")
    expect(window.evaluate("[...document.querySelectorAll('#graph .card')].map(c => c.id).join()") == tops,
           "the cards stay what they are")
    expect(text(window, shown).startswith("step 0 of 59 · loss 1."), "the arrow keys go to the first step")
    expect(window.get_attribute("#at", "aria-valuetext") == text(window, shown),
           "the step is said to those who listen")
    expect(window.url.endswith("#at-0"), "the address names the step")
    window.click(".scrub .later")
    expect(text(window, shown).startswith("step 1 of 59"), "the buttons go on by one step")
    window.click(".scrub .earlier")
    expect(text(window, shown).startswith("step 0 of 59"), "and back")

    # What the page makes of step 12 is what the program draws of it.
    window = reader.open("#at-12")
    expect(text(window, shown).startswith("step 12 of 59"), "a link to a step opens it")
    page = window.evaluate("[...document.querySelectorAll('#graph details svg .card')].map(c => "
                           "[...c.querySelectorAll('text:not([display])')].map(t => t.textContent))")
    drawn = window.evaluate(
        "svg => [...new DOMParser().parseFromString(svg, 'image/svg+xml').querySelectorAll('.card')]"
        ".map(c => [...c.querySelectorAll('text')].map(t => t.textContent))",
        (folder / "step-12.svg").read_text())
    expect(page == drawn, "step 12 says what the program says")
    window.hover("#g1-card-1 text >> nth=4")
    told = text(window, "#now")
    expect(told.startswith("At step 12 of 59 · loss ") and page[1][0] in told,
           "pointing at a node tells its numbers at the step that is shown")

    # The replay is of step 40, and goes there.
    expect("Replay of step 40" in text(window, "#bar"), "the replayed step is named")
    window.click("#next")
    expect(text(window, shown).startswith("step 40 of 59"), "the replay shows the step that it is of")
    window.focus("#step")
    window.keyboard.press("End")
    expect("Update, step" in text(window, "#now") and "η" in text(window, "#now"),
           "the replay ends with the update")
    expect(window.locator("#graph svg .now").count() >= 2, "what is told is marked in each picture")
    window.click(".scrub .later")
    expect(window.locator("#graph svg .now, #graph svg .novalue").count() == 0,
           "another step is shown whole")
    window = reader.open("#at-13000")
    expect(text(window, shown).startswith("step 59 of 59"), "a step that is not there is the nearest")
    reader.close("scrubber")


def scrubber_without_scripts(browser):
    reader = Reader(browser, "run.html", java_script_enabled=False)
    window = reader.open()
    expect(not window.locator(".scrub").is_visible(), "no dead slider without scripts")
    expect("the graph at step 59" in text(window, ".still"), "the step is named without scripts")
    expect("Adam, with η = 0.01" in text(window, "#steps"), "the update is told without scripts")
    reader.close("scrubber without scripts")


def hostile(browser):
    reader = Reader(browser, "hostile.html")
    window = reader.open()
    window.wait_for_timeout(300)
    expect(window.evaluate("window.ran") is None, "no label runs")
    expect("<script>window.ran" in text(window, "h1"), "a label shows as text")
    reader.close("hostile")


def accessible(browser, page, **traits):
    reader = Reader(browser, page, **traits)
    window = reader.open()
    window.wait_for_timeout(200)
    results = Axe().run(window)
    found = [f"{v['id']}: {v['nodes'][0]['html'][:120]}" for v in results.response["violations"]]
    expect(not found, f"axe finds nothing in {page} {traits.get('color_scheme', '')} {found[:4]}")
    wide = window.evaluate("document.documentElement.scrollWidth - innerWidth")
    expect(wide <= 0, f"{page} is not wider than a window of {window.viewport_size['width']}")
    reader.close(f"{page} {traits.get('color_scheme', 'light')}")


def narrow(browser):
    """On a phone the whole circuit comes first; a tap opens it where it was tapped."""
    reader = Reader(browser, "neuron.html", viewport={"width": 390, "height": 844})
    window = reader.open()
    window.wait_for_timeout(200)
    sizes = """() => { const box = document.querySelector('.graph .scroll');
        return [box.scrollWidth - box.clientWidth, box.querySelector('svg').getBoundingClientRect().width]; }"""
    [beyond, small] = window.evaluate(sizes)
    expect(beyond <= 1, f"the circuit fits a phone at first ({beyond} px beyond)")
    card = window.locator(".graph .card").last
    card.click(force=True)
    [beyond, large] = window.evaluate(sizes)
    expect(large > 2 * small, f"a tap opens the circuit ({small} to {large} px)")
    box = card.bounding_box()
    expect(0 <= box["x"] and box["x"] + box["width"] <= 391 and 0 <= box["y"] <= 844,
           f"what was tapped is in sight: {box}")
    window.locator("button", has_text="Fit").first.click()
    expect(window.evaluate(sizes)[0] <= 1, "Fit shows all of it again")
    reader.close("narrow")


def valid(page):
    parser = html5lib.HTMLParser(strict=True)
    try:
        parser.parse((folder / page).read_text())
        expect(True, f"{page} is valid HTML")
    except html5lib.html5parser.ParseError as error:
        expect(False, f"{page} is valid HTML: {error} {parser.errors[:2]}")


with sync_playwright() as playwright:
    browser = playwright.chromium.launch(
        executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"])
    own = [replay, pointing, keyboard, fields, links, without_scripts, check, hostile,
           scrubber, scrubber_without_scripts, narrow]
    answering = [
        *folds.tests(Reader, expect, text), *circuits.tests(Reader, expect, text, folder),
        *quizzes.tests(Reader, expect, text, folder)]
    told = reports.tests(Reader, expect, text) + comparisons.tests(Reader, expect, text, sys.argv[2])
    for test in own + answering + told:
        test(browser)
    phone = {"width": 390, "height": 844}
    for page in sorted(path.name for path in folder.glob("*.html")) + ["sheet/quiz-1.html"]:
        valid(page)
        for scheme in ["light", "dark"]:
            accessible(browser, page, color_scheme=scheme)
        accessible(browser, page, viewport=phone)
    browser.close()

for what in failures:
    print("failed: " + what)
print(f"{len(failures)} failed")
sys.exit(bool(failures))
