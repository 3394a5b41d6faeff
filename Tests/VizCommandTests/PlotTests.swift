import Testing

@Suite struct PlotTests {
  /// A Keras log.
  private static let keras = """
    epoch,accuracy,loss,val_accuracy,val_loss
    0,0.5,1.0,0.5,1.1
    1,0.75,0.5,0.7,0.6
    2,0.9,0.25,0.8,0.5
    3,0.95,0.125,0.78,0.55

    """

  @Test(arguments: ["svg", "png", "pdf", "tex", "gif", "webp"])
  func drawsEveryKind(kind: String) async throws {
    let signature = try #require(signatures[kind])
    try await inFolder { folder in
      try folder.write(Self.keras, to: "log.csv")
      let file = try await vizbp("plot", "log.csv", "-o", "F.\(kind.uppercased())", in: folder)
      #expect(file == Outcome(status: 0, bytes: [], errors: ""))
      let bytes = try folder.bytes("F.\(kind.uppercased())")
      #expect(bytes.starts(with: signature))
      let piped = try await vizbp("plot", "-", "-o", "-", "--format", kind, input: Self.keras)
      #expect(piped == Outcome(status: 0, bytes: bytes, errors: ""))
    }
  }

  @Test func drawsBesideTheInput() async throws {
    try await inFolder { folder in
      try folder.write(Self.keras, to: "log.csv")
      #expect(
        try await vizbp("plot", "log.csv", in: folder)
          == Outcome(status: 0, bytes: [], errors: ""))
      #expect(try folder.names == ["log.csv", "log.svg"])
      let svg = try folder.text("log.svg")
      #expect(svg.contains("val_loss falls from 1.1 to 0.55 in 3 epochs"))
      #expect(svg.contains(">accuracy</text>") && svg.contains(">loss</text>"))
      #expect(svg.contains("Lowest val_loss: 0.5 at epoch 2."))
    }
  }

  @Test func columnsAreChosen() async throws {
    let one = try await vizbp("plot", "-", "--y", "val_loss", input: Self.keras).output
    #expect(one.contains("val_loss falls from 1.1 to 0.55"))
    #expect(!one.contains("accuracy"))
    let two = try await vizbp("plot", "-", "--y", "loss, val_loss", input: Self.keras).output
    #expect(two.contains(">train</text>") && two.contains(">val</text>"))
    #expect(
      try await vizbp("plot", "-", "--y", "loss", "--y", "val_loss", input: Self.keras).output
        == two)
    let over = try await vizbp("plot", "-", "--x", "loss", "--y", "accuracy", input: Self.keras)
    #expect(over.output.contains(">loss</text>"))
  }

  @Test func columnsThatAreNotThereAreRefused() async throws {
    let columns = "its columns are: epoch, accuracy, loss, val_accuracy, val_loss"
    try await expectRefusal(
      ["plot", "-", "--y", "los"], 64,
      "error: standard input: there is no column \"los\"\ndid you mean \"loss\"? \(columns)",
      input: Self.keras)
    try await expectRefusal(
      ["plot", "-", "--x", "time"], 64,
      "error: standard input: there is no column \"time\"\n\(columns)", input: Self.keras)
    try await expectRefusal(
      ["plot", "-", "--y", "note"], 64,
      "error: standard input: the column \"note\" has words, not numbers\n"
        + "the columns of numbers are: step, loss",
      input: "step,loss,note\n0,1,start\n1,0.5,end\n")
  }

  @Test func filesAreRuns() async throws {
    try await inFolder { folder in
      for name in ["adam", "sgd"] {
        try folder.write("step,loss\n0,1\n1,0.5\n2,0.25\n", to: "\(name).csv")
      }
      try await expectRefusal(
        ["plot", "adam.csv", "sgd.csv"], 64,
        "error: a figure of several files has no place\nname it with -o", in: folder)
      let outcome = try await vizbp("plot", "adam.csv", "sgd.csv", "-o", "-", in: folder)
      #expect(outcome.output.contains(">adam</text>") && outcome.output.contains(">sgd</text>"))
    }
  }

  @Test func jsonLinesAreRead() async throws {
    let lines = (0..<5).map { #"{"step": \#($0), "loss": \#(1.0 / Double($0 + 1))}"# }
    let outcome = try await vizbp("plot", "-", input: lines.joined(separator: "\n"))
    #expect(outcome.status == 0 && outcome.errors == "")
    #expect(outcome.output.contains("loss falls from 1 to 0.2 in 4 steps"))
  }

  @Test func brokenFilesHaveTheirPlace() async throws {
    let empty = try await vizbp("plot", "-", input: "")
    #expect(empty.status == 65)
    #expect(empty.errors.hasPrefix("error: standard input:1:1: "))
    let words = try await vizbp("plot", "-", input: "a,b\nx,y\n")
    #expect(words.status == 65)
    #expect(words.errors == "error: standard input: it has no column of numbers to draw\n")
    let torn = try await vizbp("plot", "-", input: "{\"loss\": 1}\n{\"loss\" 2}\n")
    #expect(torn.status == 65)
    #expect(torn.errors.hasPrefix("error: standard input:2:"))
    try await expectRefusal(
      ["plot", "nowhere.csv"], 66, "error: nowhere.csv: there is no such file or folder")
  }

  @Test func optionsOutOfRangeAreRefused() async throws {
    for weight in ["1", "-0.1", "nan", "2"] {
      try await expectRefusal(
        ["plot", "-", "--smooth", weight], 64,
        "error: --smooth takes a weight from 0 to below 1\nsee 'vizbp plot --help'",
        input: Self.keras)
    }
    try await expectRefusal(
      ["plot", "-", "--size", "wide"], 64,
      "error: --size: \"wide\" is no size\n"
        + "say width and height, as in 800x500 or 160mmx100mm; units are px, pt, mm, cm, in",
      input: Self.keras)
    try await expectRefusal(
      ["plot", "-", "--size", "0x100"], 64,
      "error: --size: a figure of 0 × 100 points has no area", input: Self.keras)
    try await expectRefusal(
      ["plot", "-", "-o", "a.dot"], 64,
      "error: a.dot: the ending does not name a kind of output\n"
        + "use .svg, .png, .pdf, .tex, .gif or .webp, or say --format", input: Self.keras)
    try await expectRefusal(
      ["plot", "-", "--format", "dot"], 64,
      "error: standard output: dot is a kind of graphs, not of figures\nuse svg, png, pdf, tex, gif or webp",
      input: Self.keras)
    try await expectRefusal(
      ["plot", "-", "-"], 64,
      "error: standard input can be read only once\nsee 'vizbp plot --help'")
  }

  @Test func everyLookDiffers() async throws {
    var figures: Set<String> = []
    for options in [
      [], ["--theme", "dark"], ["--theme", "print"], ["--log-y"], ["--log-x"], ["--smooth", "0.6"],
      ["--size", "160mmx100mm"], ["--title", "A run"], ["--best", "none"],
    ] {
      let outcome = try await run(
        vizbpPath, ["plot", "-"] + options, input: Array(Self.keras.utf8))
      #expect(outcome.status == 0 && outcome.errors == "")
      figures.insert(outcome.output)
    }
    #expect(figures.count == 9)
  }
}
