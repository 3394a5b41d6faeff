"""The kinds of damaged input: each gives a command with its files, made of sound ones by damage."""

import json
import pathlib
import struct
import subprocess

from damage import EXTREMES, damaged_bytes, damaged_events, damaged_json, damaged_message

ROOT = pathlib.Path(__file__).resolve().parents[2]
FIXTURES = ROOT / "Tests"


def read(*patterns, below=200_000):
    """What stands in the files of the project that the patterns name, small ones alone."""
    return [path.read_bytes() for pattern in patterns for path in sorted(ROOT.glob(pattern))
            if path.is_file() and path.stat().st_size < below]


class Sources:
    """The sound inputs, by kind."""

    def __init__(self, program, folder):
        self.graphs = read(
            "Examples/graphs/*.json", "Tests/VizTraceTests/Fixtures/good/*.json",
            "Tests/VizCheckTests/Fixtures/*.json")
        self.small_graphs = [data for data in self.graphs if len(data) < 20_000]
        logs = "Tests/VizEventsTests/Fixtures/logs/"
        self.tables = read(logs + "*.csv", below=5000) + [
            b"epoch,loss,val_loss\n0,1.5,1.6\n1,0.75,0.9\n2,NaN,0.8\n",
            b"step;wall_time;\"train, loss\"\n1;1700000000.5;2e-3\n2;1700000001;inf\n"]
        self.lines = read(logs + "*.json", logs + "*.jsonl", logs + "*/*.json", below=5000) + [
            b'{"step": 1, "loss": 2.5}\n{"step": 2, "loss": 1.25, "lr": [1, 2]}\n']
        self.events = read(
            logs + "**/events*", "Tests/VizEventsTests/Fixtures/tf2/events*",
            "Tests/VizEventsTests/Fixtures/pytorch/events*", below=8000)
        self.models = read("Tests/VizONNXTests/Fixtures/*.onnx")
        self.settings = [
            b'dataset = "moons"\nexamples = 40\nlayers = [3, 2]\nsteps = 3\nseed = 7\nlr = 1e-2\n',
            b"# small\nconv = []\nlayers = [2]\nsteps = 2\nexamples=20\ndataset='xor'\nnoise=0.1\n",
            b'optimizer = "adam"\nschedule = "cosine"\nwarmup = 1\nclip-norm = 1.0\nlayers = [2]\n'
            b'dataset = "spiral"\nexamples = 30\nl2 = 1e-4\ndropout = 0.1\nnorm = "layer"\n']
        self.expressions = [
            b"1/(1+exp(-(w*x+b)))", b"q = x + y; f = q * x ^ -2", b"sum(softmax([x, y, w]))",
            b"max(x, 2) * [1, 2.5e-3]", b"[[1, 2], [3, 4]] @ [x, y]", b"-log(x) # text",
            b"sum(conv2d(x, w, padding=1)[0, :, ::2]) - log(softmax(z)[1])",
            b"sum(A, axis=0)[1:-1:2]", b"cross_entropy(x, 1, label_smoothing=0.1)",
            b"layer_norm(x) * swish(y)", b"einsum(x, y, equation=\"ij,jk->ik\")",
            b"sum(pad(x, pad=[1, 1], mode=\"reflect\"))", b"where(x, y, z) + clamp(x, min=-1, max=1)"]
        self.values = [
            b"x=2", b"y=-1.5", b"w=[1, 2]", b"b=[[1, 2], [3, 4]]", b"x=nan", b"x=[[[[1,2],[3,4]]]]",
            b"w=[[[[1,0],[0,1]]]]", b"z=[2, 1, 0.1]", b"A=[[1,2,3],[4,5,6]]"]
        self.arrays = [npy(kind, shape) for kind in ("<f8", "<f4", "<i8", "|b1", "<f2", ">f8")
                       for shape in ((), (2,), (2, 3), (0, 2))]
        self.images = [
            bytes((0, 0, 8, 3, 0, 0, 0, 6, 0, 0, 0, 3, 0, 0, 0, 3)) + bytes(range(54)),
            bytes((0, 0, 13, 3, 0, 0, 0, 4, 0, 0, 0, 2, 0, 0, 0, 2)) + struct.pack(">16f", *range(16))]
        self.labels = [
            bytes((0, 0, 8, 1, 0, 0, 0, 6, 0, 1, 2, 0, 1, 2)),
            bytes((0, 0, 8, 1, 0, 0, 0, 4, 0, 1, 0, 1))]
        self.examples = [
            b"a,b,label\n1,2,x\n3,4,y\n0,1,x\n2,2,y\n5,1,x\n", b"0.1;0.2;1\n0.3;0.4;0\n1;2;1\n2;2;0\n"]
        self.templates = {
            path.relative_to(ROOT / "templates").as_posix(): path.read_bytes()
            for path in sorted((ROOT / "templates").rglob("*")) if path.is_file()}
        self.run = self.made(
            program, folder / "run", "train", "--dataset", "moons", "--examples", "40", "--layers",
            "3", "--steps", "12", "--quiet", "--out", folder / "run")
        commands = (
            "eval", "render", "check", "explain", "diff", "plot", "train", "runs", "export", "report",
            "diagnose", "import")
        self.options = {command: self.words(program, command) for command in commands}

    @staticmethod
    def made(program, folder, *arguments):
        subprocess.run([program, *arguments], check=True, stdin=subprocess.DEVNULL)
        return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}

    @staticmethod
    def words(program, command):
        text = subprocess.run(
            [program, command, "--help"], check=True, capture_output=True, text=True).stdout
        return sorted({word for word in text.replace("[", " ").replace(",", " ").split()
                       if word.startswith("--") and word[2:3].isalpha() and word in text.split()})


def npy(kind, shape):
    """An array as NumPy saves it."""
    header = f"{{'descr': '{kind}', 'fortran_order': False, 'shape': {shape!r}, }}".encode()
    header += b" " * (-(len(header) + 11) % 64) + b"\n"
    count = 1
    for extent in shape:
        count *= extent
    return (b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header
            + bytes(range(1, 9))[:int(kind[2])] * count)


class Case:
    """One case: its files in a folder, its arguments, its standard input."""

    def __init__(self, kind, draw, sources, folder):
        self.draw, self.sources, self.folder = draw, sources, folder
        self.input = b""
        self.arguments = KINDS[kind](self)

    def write(self, name, data):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return name

    def option(self, command):
        """Now and then an option with a value that it may not take."""
        draw, known = self.draw, self.sources.options[command]
        if draw.randrange(4) or not known:
            return []
        name = draw.choice(known)
        value = draw.choice(EXTREMES + ["svg", "auto", "x", "a,b", "1,2", "8x8", "every 2", "x.svg"])
        return [f"{name}={value}"] if draw.randrange(2) else [name, value]

    def graph_bytes(self):
        sources = self.sources
        graph = self.draw.choice(self.draw.choice((sources.small_graphs, sources.graphs)))
        damage = self.draw.choice((damaged_bytes, damaged_json, damaged_json))
        return damage(graph, sources.graphs, self.draw)

    def graph(self):
        draw = self.draw
        file = self.write("in.json", self.graph_bytes())
        command = draw.choice(("render", "check", "explain", "diff"))
        if command == "render":
            words = ["-o", "out." + draw.choice(("svg", "dot", "html", "png", "tex", "pdf", "gif"))]
            words += draw.choice(([], [], ["--steps"], ["--fit", "slide"], ["--show", "chain"]))
        elif command == "check":
            words = draw.choice(([], ["--json"], ["--table"], ["-o", "out.svg"]))
        elif command == "explain":
            words = ["--of", draw.choice(("x", "W", "W[0,1]", "x1", "h", "loss"))]
            words += draw.choice(([], ["--json"], ["-o", "out.svg"]))
        else:
            words = [self.write("other.json", self.graph_bytes())] + draw.choice(([], ["--json"]))
        return [command, file, *words, *self.option(command)]

    def run(self):
        draw, sources = self.draw, self.sources
        victim = draw.choice(sorted(sources.run))
        for name, data in sources.run.items():
            if name == victim:
                damage = (damaged_events if name.startswith("events")
                          else draw.choice((damaged_bytes, damaged_json)))
                data = damage(data, list(sources.run.values()), draw)
            self.write(f"run/{name}", data)
        command, *words = draw.choice((
            ["report", "run", "-o", "out.html"], ["render", "run", "-o", "out.svg"], ["check", "run"],
            ["plot", "run", "-o", "out.svg"], ["export", "run"], ["runs", "run"], ["diagnose", "run"],
            ["plot", "run", "--figure", "boundary", "-o", "out.svg"],
            ["train", "--resume", "--out", "run", "--steps", "14"]))
        return [command, *words, *self.option(command)]

    def log(self, name):
        """A command that reads a log which is not vizbp's own."""
        draw = self.draw
        command, *words = draw.choice((
            ["plot", name, "-o", "out.svg"], ["report", name, "-o", "out.html"], ["export", name],
            ["diagnose", name, "--json"], ["runs", "."]))
        return [command, *words, *self.option(command)]

    def csv(self):
        data = damaged_bytes(self.draw.choice(self.sources.tables), self.sources.tables, self.draw)
        return self.log(self.write("log.csv", data))

    def jsonl(self):
        draw, lines = self.draw, self.sources.lines
        data = draw.choice((damaged_bytes, damaged_json))(draw.choice(lines), lines, draw)
        return self.log(self.write("log." + draw.choice(("jsonl", "json")), data))

    def events(self):
        data = damaged_events(
            self.draw.choice(self.sources.events), self.sources.events, self.draw)
        self.write("log/events.out.tfevents.1700000000.host.1.1", data)
        return self.log("log")

    def toml(self):
        # However they are damaged, it shall not train for long.
        settings = self.sources.settings
        data = damaged_bytes(self.draw.choice(settings), settings, self.draw)
        return ["train", "--config", self.write("train.toml", data), "--steps", "2", "--out", "new"]

    def examples(self):
        data = damaged_bytes(self.draw.choice(self.sources.examples), self.sources.examples, self.draw)
        return ["train", "--dataset", self.write("data.csv", data), "--layers", "2", "--steps", "2",
                "--out", "new"]

    def idx(self):
        draw, index = self.draw, self.draw.randrange(2)
        images, labels = self.sources.images[index], self.sources.labels[index]
        if draw.randrange(3):
            images = damaged_bytes(images, self.sources.images, draw)
        else:
            labels = damaged_bytes(labels, self.sources.labels, draw)
        return ["train", "--dataset", self.write("images.idx", images), "--labels",
                self.write("labels.idx", labels), "--layers", "2", "--steps", "2", "--out", "new"]

    def onnx(self):
        draw, models = self.draw, self.sources.models
        damage = draw.choice((damaged_bytes, damaged_message, damaged_message))
        model = self.write("in.onnx", damage(draw.choice(models), models, draw))
        words = draw.choice(([], ["--input", "random:1"], ["--input", "random:1", "--loss",
                                                           "cross-entropy:0"]))
        return draw.choice((
            ["import", model, *words, "-o", "out.json"], ["import", model, *words, "-o", "out.svg"],
            ["render", model, "-o", "out.svg"], ["check", model]))

    def template(self):
        draw, sources = self.draw, self.sources
        victim = draw.choice(sorted(sources.templates))
        for name, data in sources.templates.items():
            if name == victim:
                data = damaged_bytes(data, list(sources.templates.values()), draw)
            self.write(f"templates/{name}", data)
        command = draw.choice(("render", "render", "report"))
        if command == "report":
            for name, data in sources.run.items():
                self.write(f"run/{name}", data)
            return ["report", "run", "-o", "out.html", "--templates", "templates"]
        self.write("in.json", sources.small_graphs[0])
        return ["render", "in.json", "-o", "out.html", "--templates", "templates"]

    def array(self):
        draw, arrays = self.draw, self.sources.arrays
        if draw.randrange(3):
            data, name = damaged_bytes(draw.choice(arrays), arrays, draw), "x.npy"
        else:
            sound = [b"[[1, 2], [3, 4]]", b"2", b'["NaN", 1]', b"[]"]
            damage = draw.choice((damaged_bytes, damaged_json))
            data, name = damage(draw.choice(sound), sound, draw), "x.json"
        return ["eval", draw.choice(("sum(x * x)", "x[0]", "norm(x)")), f"x=@{self.write(name, data)}"]

    def expression(self):
        draw, sources = self.draw, self.sources
        text = draw.choice(sources.expressions)
        if draw.randrange(8):
            text = damaged_bytes(text, sources.expressions, draw)
        values = [draw.choice(sources.values) for _ in range(draw.randint(0, 4))]
        values = [damaged_bytes(value, sources.values, draw) if not draw.randrange(4) else value
                  for value in values]
        clean = [data.replace(b"\0", b"").decode(errors="replace") for data in [text, *values]]
        words = draw.choice(([], ["--check"], ["--json"], ["-o", "out.svg"], ["--cost"],
                             ["--mode", "forward", "--seed", "x"], ["--granularity", "fine"]))
        return ["eval", *clean, *words]

    def arguments_alone(self):
        draw = self.draw
        command = draw.choice(sorted(self.sources.options))
        words = [command] + [word for _ in range(draw.randint(0, 4)) for word in self.option(command)]
        words += draw.choice(([], ["in.json"], ["-"], ["-o", "out.svg"], ["--", "-x"]))
        if command == "train":
            words += ["--steps", "2", "--examples", "20", "--layers", "2", "--out", "new"]
        self.write("in.json", self.sources.graphs[0])
        self.input = self.sources.graphs[0] if draw.randrange(2) else b""
        return words


#: By name, each with its maker of arguments.
KINDS = {
    "graph": Case.graph, "run": Case.run, "csv": Case.csv, "jsonl": Case.jsonl,
    "events": Case.events, "toml": Case.toml, "examples": Case.examples, "idx": Case.idx,
    "onnx": Case.onnx, "template": Case.template, "array": Case.array,
    "expression": Case.expression, "options": Case.arguments_alone}


def kept(folder):
    """A case that failed once: its arguments and its standard input."""
    said = json.loads((folder / "case.json").read_text())
    return said["arguments"], said.get("input", "").encode()
