"""What a reader does with a report of several runs, and with one that goes on; pages.py calls these
with its own tools."""
import os
import pathlib
import re
import signal
import subprocess
import sys
import urllib.error
import urllib.request


def make(tool, folder):
    """Four runs in full, and forty as a table with curves."""
    runs = folder / "compared"
    for name, options in {"good": ["--lr", "0.03"], "slow": ["--lr", "0.0003"], "hot": ["--lr", "3"],
                          "twin": ["--lr", "0.03", "--seed", "2"]}.items():
        subprocess.run([tool, "train", "--dataset", "spiral", "--layers", "8,8", "--examples", "200",
                        "--steps", "120", "--evaluate", "20", *options, "--out", runs / name, "--quiet"],
                       check=False)
    subprocess.run([tool, "report", runs, "--quiet", "-o", folder / "few.html"], check=True)
    logs = folder / "logs"
    logs.mkdir()
    for number in range(40):
        rate = 0.2 if number % 2 else 0.02
        rows = [f"{step},{(1 + number % 5) * (1 - rate) ** step + 0.01 * number}" for step in range(60)]
        (logs / f"log-{number}").mkdir()
        (logs / f"log-{number}" / "metrics.csv").write_text("step,loss\n" + "\n".join(rows) + "\n")
    subprocess.run([tool, "report", logs, "--quiet", "-o", folder / "many.html"], check=True)
    for path in [p for kind in [logs, runs] for run in kind.iterdir() for p in run.iterdir()]:
        path.unlink()


def tests(Reader, expect, text, tool):
    def compares(browser):
        reader = Reader(browser, "few.html")
        window = reader.open()
        order = window.eval_on_selector_all("article h3", "all => all.map(h => h.textContent.trim().split(' ')[0])")
        expect(len(order) == 4 and order[0] in ("good", "twin"), f"the best stands on top: {order}")
        expect(f"{order[0]} is the best of 4" in text(window, "h1"), "the headline names it")
        expect(window.locator(".parting li").count() == 3, "where they part stands in three lines")
        colours = window.evaluate("""() => {
            const of = (e) => e ? getComputedStyle(e).color : null;
            const names = [...document.querySelectorAll('article h3')].map(h => h.textContent.trim().split(' ')[0]);
            const own = [...document.querySelectorAll('article .swatch')].map(of);
            const table = Object.fromEntries([...document.querySelectorAll('#runs tbody tr')].map(
                r => [r.cells[0].textContent, of(r.querySelector('.spark'))]));
            const key = Object.fromEntries([...document.querySelector('#curves-1 .row').querySelectorAll('.key')].map(
                k => [k.textContent.trim().split(' ')[0], of(k.querySelector('i'))]));
            return names.map((n, i) => [own[i], table[n], key[n]].filter(c => c));
        }""")
        expect(all(len(set(one)) == 1 for one in colours) and len({one[0] for one in colours}) == 4,
               f"a run has one colour on the whole page {colours}")
        axes = window.eval_on_selector_all(".compared .flight", "all => [...new Set(all.map(f => f.dataset.low + ' ' + f.dataset.high))]")
        expect(len(axes) == 1, f"all strips stand on one axis {axes}")
        reader.close("a comparison")

    def one_cursor(browser):
        for width in [1440, 390]:
            reader = Reader(browser, "few.html", viewport={"width": width, "height": 844})
            window = reader.open()
            window.focus("#curves-1 .cursor")
            window.keyboard.press("Home")
            for _ in range(5):
                window.keyboard.press("ArrowRight")

            def is_one():
                steps = window.eval_on_selector_all(".flight .cursor", "all => [...new Set(all.map(c => c.getAttribute('aria-valuenow')))]")
                return len(steps) == 1 and steps[0] != "120"

            expect(is_one, f"{width} px: one cursor moves all")
            words = window.get_attribute("#curves-1 .cursor", "aria-valuetext")
            expect(all(name in words for name in ["good", "slow", "hot", "twin"]), f"{width} px: it reads all runs aloud")
            reader.close(f"one cursor at {width} px")

    def many(browser):
        reader = Reader(browser, "many.html")
        window = reader.open()
        expect(window.locator("#runs tbody tr").count() == 40, "each run has its row")
        expect(window.locator("#runs .spark path").count() == 40, "each row has its curve")
        expect(window.locator("article").count() >= 10, "the ten best are shown in full")
        window.click("#runs th:last-child button")
        cells = window.eval_on_selector_all("#runs tbody td:last-child", "all => all.map(c => Number(c.dataset.sort))")
        expect(cells == sorted(cells), "the table sorts")
        link = window.locator("#runs tbody a").first
        target = link.get_attribute("href")
        link.click()
        expect(window.locator(target).is_visible(), "a name leads to its run")
        reader.close("many runs")

    def plain(browser):
        reader = Reader(browser, "few.html", java_script_enabled=False)
        window = reader.open()
        expect(window.locator("path.curve").count() > 10, "the curves are drawn without scripts")
        expect(not window.locator(".cursor").first.is_visible(), "no dead cursor without scripts")
        expect(window.locator("#runs table").first.locator("tbody tr").count() == 4, "the table is there without scripts")
        reader.close("a comparison without scripts")

    def live(browser):
        """A training is watched from its beginning to its end."""
        folder = pathlib.Path(subprocess.run(["mktemp", "-d"], capture_output=True, text=True).stdout.strip())
        run = folder / "run"
        program = subprocess.Popen(
            [tool, "train", "--dataset", "spiral", "--layers", "16,16", "--steps", "1000000", "--evaluate", "50",
             "--out", run, "--live"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
            env=os.environ | {"NO_COLOR": "1"})
        try:
            said = program.stdout.readline()
            address = re.search(r"http://127\.0\.0\.1:\d+/[0-9a-f]{32}/", said)
            expect(address is not None, f"the address is said: {said}")
            address = address.group(0)

            def status(url, **headers):
                try:
                    return urllib.request.urlopen(urllib.request.Request(url, headers=headers)).status
                except urllib.error.HTTPError as error:
                    return error.code

            expect(status(address) == 200, "the page is served")
            expect(status(re.sub(r"/[0-9a-f]{32}/", "/" + "0" * 32 + "/", address)) == 404, "a wrong token gets nothing")
            expect(status(address, Host="evil.example") == 403, "another host gets nothing")
            expect(status(address, Origin="https://evil.example") == 403, "another origin gets nothing")
            context = browser.new_context(viewport={"width": 1440, "height": 900})
            window = context.new_page()
            complaints, requests = [], []
            window.on("console", lambda message: complaints.append(message.text))
            window.on("pageerror", lambda error: complaints.append(str(error)))
            window.on("request", lambda request: requests.append(request.url))
            window.goto(address)
            expect("connect-src 'self'" in window.get_attribute("meta[http-equiv]", "content"),
                   "the page may listen to its own server alone")

            def wait_beyond(count):
                # The page's policy lets no string be a script, which waiting for a function needs.
                for _ in range(300):
                    if int(window.get_attribute("#going", "data-count")) > count:
                        return
                    window.wait_for_timeout(200)
                expect(False, f"more than {count} states were told")

            window.wait_for_selector("#going[data-count]", timeout=30_000)
            count = int(window.get_attribute("#going", "data-count"))
            wait_beyond(count + 1)
            steps = [text(window, "#head .facts")]
            window.focus(".flight .cursor")
            window.keyboard.press("Home")
            count = int(window.get_attribute("#going", "data-count"))
            wait_beyond(count)
            steps.append(text(window, "#head .facts"))
            expect(steps[0] != steps[1], f"the numbers follow the training {steps}")
            # Both at once, as the page changes meanwhile.
            now, least = window.evaluate("""() => {
              const cursor = document.querySelector('.flight .cursor');
              return ['aria-valuenow', 'aria-valuemin'].map((name) => cursor.getAttribute(name));
            }""")
            expect(float(now) == float(least), f"the cursor stays where a reader put it {now} {least}")
            expect(window.evaluate("document.activeElement.className") == "cursor", "so does the focus")
            program.send_signal(signal.SIGINT)
            window.wait_for_selector("body:not(:has(#going))", timeout=30_000)
            expect("Stopped before its end" in text(window, "h1"), "the page ends with the static report")
            rest = program.communicate(timeout=60)[0]
            expect(program.returncode == 0, f"Ctrl-C ends it cleanly: {program.returncode} {rest}")
            left = (run / "report.html").read_text()
            expect("EventSource" not in left and "connect-src" not in left, "the file that is left fetches nothing")
            expect(window.evaluate("document.title") in left, "it is what the page shows")
            expect(not complaints, f"live: no complaints {complaints[:3]}")
            others = [url for url in requests if not url.startswith((address, "data:"))]
            expect(not others, f"live: nothing else is asked for {others[:3]}")
            context.close()
            done = subprocess.run([tool, "watch", run, "-o", folder / "again.html"], capture_output=True, text=True)
            expect(done.returncode == 0 and "no training writes to it any more" in done.stdout,
                   f"a run that has ended is said to be over: {done.stdout}{done.stderr}")
            expect((folder / "again.html").read_text() == left, "and its report is written")
        finally:
            if program.poll() is None:
                program.kill()

    return [compares, one_cursor, many, plain, live]


if __name__ == "__main__":
    make(sys.argv[1], pathlib.Path(sys.argv[2]))
