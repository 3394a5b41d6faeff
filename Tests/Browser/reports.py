"""What a reader does with a report; pages.py calls these with its own tools."""
import csv
import json
import pathlib
import re
import subprocess
import sys

PAYLOADS = [
    "<script>window.ran=1</script>", "</title><script>window.ran=2</script>",
    "</style><script>window.ran=3</script>", "<img src=x onerror=window.ran=4>",
    "<svg onload=window.ran=5>", "\" onmouseover=\"window.ran=6", "' autofocus onfocus='window.ran=7",
    "javascript:window.ran=8", "{{{style}}}", "{{title}}", "]]><!--", "\u202egnp.exe",
    "<base href=x>", "&lt;script&gt;", "`${window.ran=9}`", "<iframe srcdoc='<script>parent.ran=1'>",
    "<details open ontoggle=window.ran=10>", "\u0001\u0008", "\u05e9\u05dc\u05d5\u05dd", "\u6f22\u5b57",
]


def make(tool, folder):
    """300 files of metrics, and a run, with hostile names."""
    names = [f"{n} {PAYLOADS[n % 20]}{PAYLOADS[(7 * n + n // 20) % 20]}".replace("/", "\u2044")
             for n in range(300)]
    files = folder / "hostile"
    files.mkdir()
    for name in names:
        with open(files / (name[:70] + ".csv"), "w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["step", name, "loss" + name])
            writer.writerows([[1, 1, 2], [2, 0.5, 1]])
    subprocess.run([tool, "report", "--quiet", *sorted(map(str, files.iterdir())),
                    "-o", folder / "hostile-runs.html"], check=True)
    run = folder / PAYLOADS[3]
    subprocess.run([tool, "train", "--dataset", "moons", "--examples", "60", "--layers", "4",
                    "--steps", "20", "--out", run, "--quiet"], check=True)
    for name in ["run.json", "graph.json"]:
        text = (run / name).read_text()
        for word in ["moons", "tanh", "dense1/W", "adam"]:
            text = text.replace(f'"{word}"', '"%s"' % PAYLOADS[4].replace('"', '\\"'))
        (run / name).write_text(text)
    subprocess.run([tool, "report", "--quiet", run, "-o", folder / "hostile-run.html"], check=True)
    # Only pages are looked at.
    for path in run.iterdir():
        path.unlink()
    run.rmdir()


def tests(Reader, expect, text):
    def reads(browser):
        reader = Reader(browser, "report.html")
        window = reader.open()
        expect("spiral" in text(window, "header"), "the report names its run")
        expect("learns spiral by Adam" in text(window, "header"), "the headline says what was trained")
        expect("on held-out data" in text(window, "h1"), "the verdict is the first thing on the page")
        order = window.eval_on_selector_all("main section[id]", "all => all.map(s => s.id)")
        wanted = ["recorder", "findings", "graph", "boundary", "layers", "distributions", "curves",
                  "cost", "reproducibility"]
        expect([s for s in order if s in wanted] == wanted, f"the sections stand in order {order}")
        for link in window.locator("nav a").all():
            target = link.get_attribute("href")
            expect(window.locator(target).count() == 1, f"{target} leads somewhere")
        reader.close("report")

    def agrees(browser):
        """What the page says of a loss or a share, it says everywhere."""
        for page in ("report.html", "broken.html", "long.html", "leap.html"):
            reader = Reader(browser, page)
            window = reader.open()
            facts = dict(zip(window.locator(".facts dt").all_inner_texts(),
                             window.locator(".facts dd").all_inner_texts()))
            keys = dict(re.match(r"(.*) (\S+)$", one).groups() for one in
                        window.locator(".flight .row.lines").first.locator(".key").all_inner_texts())
            words = " ".join(window.locator("p.headline").all_inner_texts())
            number = r"([^\s;,]*[^\s;,.])"
            said = {
                "loss at the end": [
                    keys.get("train"), *re.findall(rf"(?:from \S+ to|stayed at) {number}", words),
                    *re.findall(rf"and is {number} at the end", words)],
                "held-out loss": [keys.get("held-out"), *re.findall(rf"held-out data it ends at {number}", words)],
                "held-out accuracy": [
                    *re.findall(r"accuracy is ([\d.]+ %)", words),
                    *re.findall(r"([\d.]+ %) on held-out data", text(window, "h1"))],
            }
            for name, numbers in said.items():
                numbers = [facts.get(name), *numbers]
                numbers = {one for one in numbers if one is not None}
                expect(len(numbers) <= 1, f"{page}: one {name} {numbers}")
            line = json.loads(window.evaluate(
                "document.querySelector('.flight-data').content.textContent"))["rows"][0]["lines"][0]["y"]
            began = re.search(r"(?:from|began at) ([\d.]+)(?: to| and is)", words)
            expect(began is None or abs(float(began.group(1)) - line[0]) < 0.1 * line[0],
                   f"{page}: its line begins where its words do: {began and began.group(1)} and {line[0]}")
            reader.close(f"the numbers of {page}")

    def scrubs(browser):
        reader = Reader(browser, "report.html")
        window = reader.open()
        boxes = "[...document.querySelectorAll('#graph figure .card')].map(c => {" \
            "const r = c.querySelector('.line').getBoundingClientRect();" \
            "return [r.x, r.y + scrollY, r.width, r.height].map(Math.round).join()})"
        texts = "[...document.querySelectorAll('#graph figure text')].map(t => t.textContent).join()"
        window.focus("#at")
        before, words = window.evaluate(boxes), window.evaluate(texts)
        seen = {words}
        for _ in range(12):
            window.keyboard.press("ArrowLeft")
            expect(window.evaluate(boxes) == before, "the cards do not move")
            seen.add(window.evaluate(texts))
        expect(len(seen) == 13, "each step has its own numbers")
        window.keyboard.press("End")
        expect(window.evaluate(texts) == words, "the last step is as it was")
        reader.close("scrubber")

    def cursor(browser):
        for width in [1440, 390]:
            reader = Reader(browser, "report.html", viewport={"width": width, "height": 844})
            window = reader.open()
            read = "[...document.querySelectorAll('.flight output')].map(o => o.textContent).join()"
            before, circuit = window.evaluate(read), text(window, ".scrub output")
            box = window.locator(".flight .cursor").bounding_box()
            window.mouse.move(box["x"] + 0.1 * box["width"], box["y"] + 60)
            expect(lambda: window.evaluate(read) != before, f"{width} px: the numbers follow the mouse")
            expect(lambda: text(window, ".scrub output") != circuit, f"{width} px: so does the circuit")
            pointed = window.get_attribute(".flight .cursor", "aria-valuenow")
            window.focus(".flight .cursor")
            window.keyboard.press("ArrowRight")
            after = window.get_attribute(".flight .cursor", "aria-valuenow")
            expect(float(after) > float(pointed), f"{width} px: an arrow key moves it")
            words = window.get_attribute(".flight .cursor", "aria-valuetext")
            expect("loss" in words and "dense1/W" in words, f"{width} px: it reads all rows aloud")
            window.keyboard.press("End")
            expect(lambda: any(last in text(window, ".scrub output") for last in ["1,999", "299"]),
                   f"{width} px: End is the last step")
            sizes = window.eval_on_selector_all(
                ".flight text", "all => [...new Set(all.map(t => getComputedStyle(t).fontSize))]")
            expect(sizes == ["12px"], f"{width} px: letters are of one size {sizes}")
            wide = window.evaluate("document.documentElement.scrollWidth")
            expect(wide <= width, f"{width} px: nothing is wider than the page ({wide})")
            reader.close(f"the cursor at {width} px")

    def quick_cursor(browser):
        reader = Reader(browser, "long.html")
        window = reader.open()
        took = window.evaluate("""() => {
            const cursor = document.querySelector('.flight .cursor'), box = cursor.getBoundingClientRect();
            const times = [];
            for (let i = 0; i < 200; i += 1) {
                const start = performance.now();
                cursor.dispatchEvent(new PointerEvent('pointermove', {
                    clientX: box.left + box.width * ((i * 37) % 200) / 200, clientY: box.top + 40, bubbles: true}));
                document.body.offsetHeight;
                times.push(performance.now() - start);
            }
            return times.sort((a, b) => a - b)[190];
        }""")
        expect(took <= 16, f"a cursor move takes {took:.1f} ms, beside the circuit's one redrawing a frame")
        reader.close("a quick cursor")

    def sorts(browser):
        reader = Reader(browser, "report.html")
        window = reader.open()
        expect(not window.locator("#steps li").first.is_visible(), "the steps are folded")
        window.click("summary:has(#nodes-title)")
        column = window.locator("#nodes th", has_text=re.compile("^mean$"))
        at = column.evaluate("head => head.cellIndex + 1")
        column.locator("button").click()
        numbers = window.eval_on_selector_all(
            f"#nodes tbody tr > :nth-child({at})",
            "cells => cells.map(c => c.dataset.sort).filter(Boolean).map(Number)")
        expect(len(numbers) > 10 and numbers == sorted(numbers), "a click on a heading sorts")
        reader.close("sorting")

    def keyboard(browser):
        reader = Reader(browser, "report.html")
        window = reader.open()
        window.keyboard.press("Tab")
        expect(text(window, ":focus") == "Skip to the findings", "the first stop is the skip link")
        window.keyboard.press("Enter")
        expect(window.evaluate("location.hash") == "#findings", "it leads to the findings")
        stops = set()
        for _ in range(120):
            window.keyboard.press("Tab")
            stops.add(window.evaluate(
                "document.activeElement.id || document.activeElement.tagName"))
            outline = window.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            if window.evaluate("document.activeElement == document.body"):
                break
            if outline == "none":
                expect(False, "the focus can be seen")
        expect({"at", "next", "step", "search", "SUMMARY"} <= stops, "controls are reached by tab")
        reader.close("report's keyboard")

    def links(browser):
        reader = Reader(browser, "broken.html")
        window = reader.open()
        expect(window.locator(".finding").count() >= 1, "a diverging run has findings")
        link = window.locator(".finding a[href^='#at-']").first
        step = link.get_attribute("href")[4:]
        link.click()
        expect(
            lambda: text(window, ".scrub output").replace(",", "").startswith(f"step {step} "),
            "a finding leads to its step")
        reader.close("a finding's link")

    def plain(browser):
        reader = Reader(browser, "report.html", java_script_enabled=False)
        window = reader.open()
        expect(window.locator("figure svg").count() > 10, "the figures are there without scripts")
        expect(not window.locator(".scrub").first.is_visible(), "no dead scrubber without scripts")
        expect(window.locator("#recorder path.curve").count() >= 2, "the strip is drawn without scripts")
        expect(not window.locator(".cursor").is_visible(), "no dead cursor without scripts")
        window.click("summary:has(#curves-title)")
        expect(window.locator("#curves td").first.is_visible(), "the numbers open without scripts")
        reader.close("report without scripts")

    def paper(browser):
        reader = Reader(browser, "report.html")
        window = reader.open()
        window.emulate_media(media="print")
        breaks = window.eval_on_selector_all(
            "figure", "all => all.filter(f => getComputedStyle(f).breakInside != 'avoid').length")
        expect(breaks == 0, "no page break cuts a figure")
        expect(not window.locator("#bar").is_visible(), "paper has no buttons")
        kept = window.eval_on_selector_all(
            ".flight .key i", "all => all.filter(i => getComputedStyle(i).printColorAdjust == 'exact').length")
        expect(kept >= 2, "paper shows which line is which")
        expect(len(window.pdf()) > 50_000, "it prints")
        reader.close("paper")

    def hostile(browser):
        for page in ["hostile-runs.html", "hostile-run.html"]:
            reader = Reader(browser, page)
            window = reader.open()
            window.wait_for_timeout(300)
            for fold in window.locator("summary:has(#nodes-title)").all():
                fold.click()
            for head in window.locator("#runs thead button, #nodes thead button").all()[:3]:
                head.click()
            expect(window.evaluate("window.ran") is None, f"{page}: no name runs")
            reader.close(page)
        reader = Reader(browser, "hostile-runs.html")
        window = reader.open()
        names = window.eval_on_selector_all("#runs tbody tr", "all => all.length")
        expect(names == 300, f"each of 300 names has its row: {names}")
        shown = text(window, "#runs tbody")
        expect("<script>window.ran=1<" in shown and "{{{style}}}" in shown, "names show as text")
        reader.close("hostile names")

    def quick(browser):
        reader = Reader(browser, "long.html")
        window = reader.open()
        paint = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? -1"
        window.wait_for_timeout(300)
        print(f"      first contentful paint after {window.evaluate(paint):.0f} ms")
        reader.close("a long run")

    return [reads, agrees, scrubs, cursor, quick_cursor, sorts, keyboard, links, plain, paper, hostile, quick]


if __name__ == "__main__":
    make(sys.argv[1], pathlib.Path(sys.argv[2]))
