"""The quiz: answers that nobody finds on the page, slips that it knows, hints that it gives.

    python quizzes.py PROGRAM FOLDER     writes a sheet for five students
"""
import csv
import json
import pathlib
import re
import subprocess
import sys


def write(program, folder):
    subprocess.run(
        [program, "quiz", "q = x + y*x; s = sigmoid(q * z); f = log(1 + s) * x", "x=1.5", "y=-2",
         "z=0.7", "--seeds", "5", "--out", str(folder / "sheet"), "--quiet"], check=True)


def spellings(answer):
    """How a number could stand somewhere: with two to six digits, either minus sign."""
    if not re.fullmatch(r"[-−]?[\d.]+(e[-+]?\d+)?", answer):
        return {answer}
    value = float(answer.replace("−", "-"))
    texts = {f"{value:.{digits}g}" for digits in (3, 4, 5, 6)} | {f"{value:.2f}", f"{value:.2e}"}
    return {one for text in texts for one in (text, text.replace("-", "−"))}


def leaking(words, answers, known):
    """The answers that stand in some words; a value of the graph that is an answer is no leak."""
    found = []
    for question, answer in answers:
        if not re.fullmatch(r"[-−]?[\d.]+(e[-+]?\d+)?", answer) or abs(float(answer)) in (0, 1, 2, 3):
            continue
        if any(abs(one - float(answer)) <= 5e-3 * abs(one) for one in known):
            continue
        for spelled in spellings(answer):
            whole = re.compile(rf"(?<![\d.−-]){re.escape(spelled)}(?![\d])")
            if any(whole.search(one) for one in words):
                found.append((question, spelled))
    return found


def tests(Reader, expect, text, folder):
    sheet = folder / "sheet"

    def answers(name):
        with open(sheet / "answers.csv", newline="") as file:
            return [(row["question"], row["answer"]) for row in csv.DictReader(file) if row["page"] == name]

    def leaks(browser):
        """No answer to a number stands in the text, the attributes, the data, or what readers hear."""
        pages = sorted(sheet.glob("quiz-*.html"))
        expect(len(pages) == 5, "a page for every seed")
        expect(len({page.read_text() for page in pages}) == 5, "no two pages are alike")
        for page in pages:
            reader = Reader(browser, f"sheet/{page.name}")
            window = reader.open()
            everything = window.evaluate("""() => {
              const found = [];
              const walk = (node) => {
                if (node.nodeType === 3 || node.nodeType === 8) found.push(node.data);
                for (const one of node.attributes ?? []) {
                  // Lengths, paths and colours of a drawing are no numbers of the graph.
                  if (!/^(d|x|y|x1|x2|y1|y2|width|height|viewBox|font-size|textLength|points|fill-opacity)$/.test(one.name)) {
                    found.push(one.value);
                  }
                }
                if (node.localName === 'script' || node.localName === 'style') return;
                for (const child of (node.localName === 'template' ? node.content : node).childNodes) walk(child);
              };
              walk(document.documentElement);
              return found;
            }""")
            heard = json.dumps(window.context.new_cdp_session(window).send(
                "Accessibility.getFullAXTree"), ensure_ascii=False)
            heard = " ".join(re.findall(r'"value": "([^"]*)"', heard))
            told = window.evaluate("[...document.querySelectorAll('tr[data-cards]')].map(r => r.cells[3].textContent)")
            known = {float(one.replace("−", "-")) for one in told if re.fullmatch(r"[-−\d.e]+", one)}
            data = json.loads(window.evaluate(
                "document.querySelector('template.questions').content.textContent"))
            table = [one for question in data["questions"] for row in question["table"] for one in row]
            words = [one for one in everything if '"questions"' not in one] + [heard] + table
            found = leaking(words, answers(page.stem), known)
            expect(not found, f"{page.stem} gives no answer away {found[:3]}")
            # The search finds what is there: each answer, planted beside what the page says.
            numbers = [one for one in answers(page.stem) if leaking([f"a {one[1]} b"], [one], known)]
            expect(len(numbers) > 4, f"{page.stem}: a planted answer would be found")
            widths = window.evaluate("[...new Set([...document.querySelectorAll('svg .wire.line')]"
                                     ".map(line => line.getAttribute('stroke-width')))]")
            expect(len(widths) == 1, f"{page.stem}: all wires are equally wide {widths}")
            expect(window.locator("svg text.gradient, svg .of-gradient").count() == 0,
                   f"{page.stem} draws no gradient")
            expect(window.locator(".live, template.circuit, .backward").count() == 0,
                   f"{page.stem} computes and tells nothing")
            reader.close(f"leaks of {page.stem}")

    def answered(browser):
        """A student who is right all the way, but for slips that are recognised."""
        name = "quiz-1"
        reader = Reader(browser, f"sheet/{name}.html")
        window = reader.open()
        kinds = set()
        for place, (question, answer) in enumerate(answers(name)):
            expect(question in text(window, "#question"), f"asked: {question}")
            if window.locator("#hint").is_visible():
                window.click("#hint")
                expect(window.locator("#hints li").count() == 1, "a hint is given")
            if window.locator("#answer").is_visible():
                kinds.add("number")
                if place == 0:
                    window.fill("#answer", "x")
                    window.keyboard.press("Enter")
                    expect("That is no number." in text(window, "#reply"), "a word is no answer")
                    window.fill("#answer", str(-float(answer)))
                    window.click("#judge")
                    expect("the sign is the other one" in text(window, "#reply"), "the sign is recognised")
                window.fill("#answer", answer.replace("-", "−"))
                window.click("#judge")
            else:
                kinds.add(question[:3])
                window.locator("#choices button", has_text=re.compile(f"^{re.escape(answer)}$")).click()
            expect(text(window, "#reply").startswith("Right."), f"right: {answer}: {text(window, '#reply')}")
            expect("=" in text(window, "#reply") or "sent" in text(window, "#reply"),
                   "and the reason is unsealed")
        expect({"number", "One", "In "} <= kinds, f"all kinds of questions are there {kinds}")
        count = len(answers(name))
        expect(f"{count - 1} of {count} right" in text(window, "#question"), "it ends with the score")
        reader.close("a quiz")

    def asked(browser):
        """The quiz of a page that has all numbers: while it asks, they are gone."""
        reader = Reader(browser, "neuron.html")
        window = reader.open()
        shown = window.locator("#nodes tbody tr").count()
        window.click("#ask")
        expect(window.locator("#nodes, #steps, .live, header p").count() == 0, "what tells is gone")
        expect(window.locator("svg text.gradient").count() == 0, "the quiz shows no gradient")
        expect("∂f/∂" in text(window, "#question"), "it asks for gradients")
        window.click("#skip")
        expect("Skipped." in text(window, "#reply"), "a question can be skipped")
        window.click("#ask")
        expect(window.locator("#nodes tbody tr").count() == shown
               and not window.locator("#quiz").is_visible(), "the quiz can be left, and all is back")
        reader.close("the quiz of a page")

    return [leaks, answered, asked]


if __name__ == "__main__":
    write(sys.argv[1], pathlib.Path(sys.argv[2]))
