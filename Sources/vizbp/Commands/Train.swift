import ArgumentParser
import VizBP
import VizBase

struct Train: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train a network and record what happens in it.",
    usage: "vizbp train [--dataset <name|file>] [--layers <n,n>] [--out <folder>] ...",
    discussion: """
      Trains on a data set of the lectures, on handwritten digits, on a file (CSV, or images in \
      MNIST's format), or on a task of sequences (--task, with --model rnn, lstm, gru, transformer \
      or ntm, the Neural Turing Machine), and leaves a run's folder: TensorBoard's event file with every loss and \
      statistic, graph.json, run.json, checkpoints, and the decision boundary where the inputs \
      are places of a plane. Ctrl-C ends it cleanly. Exit status 1 if the loss became NaN or infinite.

      --config reads the same keys from a TOML file; options override it. There a network can be \
      composed, its layers one after the other, a list for what is made of several; what makes the \
      answers comes after them by itself:

      network = ["embedding 32", "lstm 64", ["residual", "dense 64 tanh"], "dropout 0.1"]

      The layers are \(LayerDescription.usages.joined(separator: "; ")). A list begins with \
      \(LayerDescription.groups.joined(separator: " or ")).

      --instruments measures what the loss does not show, such as the curvature beside the limit of \
      stable steps, and logs it as instruments/…; --capture 5% bounds what all of that takes.

      vizbp train --dataset spiral --layers 16,16 --lr 0.01 --steps 2000 --out out/spiral
      vizbp train --model ntm --task copy --out out/copy
      """)

  @Option(
    help: ArgumentHelp("A TOML file of settings.", valueName: "file"),
    completion: .file(extensions: ["toml"]))
  var config: String?

  @Option(
    name: [.customLong("out"), .customShort("o")],
    help: ArgumentHelp(
      "The run's folder; out/ and the data set's name if none is named.", valueName: "folder"),
    completion: .directory)
  var output: String?

  @Flag(
    help: """
      Go on with the run in the folder where its last checkpoint stands; its settings stay, but \
      for --steps, --epochs and --evaluate.
      """)
  var resume = false

  @Option(
    help: ArgumentHelp(
      "Which steps are recorded: all, every N, log, none, or a share of the time such as 5% (all; of"
        + " sequences 8 steps of each tenfold of their number).",
      valueName: "steps"))
  var capture: CaptureChoice?

  @Flag(
    help: """
      Show the run's report in a browser while it goes on, at an address of this machine that is \
      printed; at the end it is report.html in the run's folder.
      """)
  var live = false

  @OptionGroup var serving: LiveOptions

  @Option(
    help: ArgumentHelp(
      "What is measured beside the steps: \(Instruments.names.joined(separator: ", ")), or all.",
      discussion: InstrumentChoice.discussion, valueName: "name,name"),
    completion: .list(Instruments.names + ["all"]))
  var instruments: InstrumentChoice?

  @Option(
    help: ArgumentHelp(
      "At which steps instruments measure: all, every N, or log.", valueName: "steps"))
  var instrumentSteps: CaptureChoice?

  @Option(
    help: ArgumentHelp(
      "Train no run, but say of these widths of the hidden layers how far the first steps move each"
        + " layer's values: the coordinate check of μP (arXiv 2203.03466).", valueName: "n,n"))
  var widths: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Seconds between two checkpoints.", valueName: "seconds"))
  var checkpoint = 5.0

  @Flag(name: .shortAndLong, help: "Show no progress and no result.")
  var quiet = false

  @OptionGroup(title: "The training") var arguments: TrainingArguments

  func run() async throws {
    let file = try config.map { try TrainingFile($0) }
    let settings = try settings(file)
    let plan: TrainingPlan
    do { plan = try TrainingPlan(settings) } catch { throw failure(error, file) }
    if let widths { return try compare(widths, settings, file) }
    if settings.precision == "float64" {
      try await train(plan, file, as: Double.self)
    } else {
      try await train(plan, file, as: Float.self)
    }
  }

  func validate() throws {
    guard checkpoint >= 0 else { throw ValidationError("--checkpoint takes seconds, from 0") }
    if widths != nil, resume || instruments != nil {
      throw ValidationError(
        "--widths trains no run, and goes with neither --resume nor --instruments")
    }
    guard instrumentSteps == nil || instruments != nil else {
      throw ValidationError("--instrument-steps says when, and --instruments what is measured")
    }
    if case .budget = instrumentSteps {
      throw ValidationError(
        "--instrument-steps takes all, every N, or log; a share of the time is --capture's")
    }
  }

  // MARK: Settings

  private var folder: String {
    output ?? "out/"
      + (arguments.dataset ?? arguments.task ?? "run").map { $0.isLetter || $0.isNumber ? $0 : "-" }
  }

  /// The run's own settings where it goes on, those of the file, and over both what was given.
  private func settings(_ file: TrainingFile?) throws -> TrainingConfiguration {
    var base = TrainingConfiguration()
    if resume {
      guard output != nil else {
        throw Failure(.usage, nil, "--resume needs the run's folder", hint: "say --out")
      }
      guard let record = try reading({ try RunDirectory(folder).record() }) else {
        throw Failure(.noInput, Files.inputName(folder), "there is no run.json to go on from")
      }
      base = try TrainingFile.configuration(of: record, in: folder)
    }
    let begun = base
    if let file { base = file.configuration }
    let settings = try arguments.applied(to: base)
    if resume { try check(settings, goingOnFrom: begun) }
    return settings
  }

  /// A run that goes on is the run that began: only how far it goes, and what is seen of it, may be
  /// said anew.
  private func check(
    _ settings: TrainingConfiguration, goingOnFrom begun: TrainingConfiguration
  ) throws {
    let changes = settings.changes(from: begun)
    let hint = """
      with --resume only --steps, --epochs, --evaluate, --capture, --instruments, --checkpoint and \
      --quiet may change; begin another run with another --out
      """
    func words(_ value: String?) -> String { value?.escaped() ?? "none" }
    for change in changes where ![.steps, .epochs, .evaluate].contains(change.key) {
      throw Failure(
        .usage, Files.outputName(folder),
        "--\(change.key.rawValue) is \(words(change.value)), and the run began with"
          + " \(words(change.earlier))", hint: hint)
    }
    if let change = changes.first(where: { $0.key != .evaluate }), begun.scheduleSpansSteps {
      throw Failure(
        .usage, Files.outputName(folder),
        "--\(change.key.rawValue) would change --schedule \(begun.schedule), which spans all"
          + " steps", hint: "go on without it, or begin another run with another --out")
    }
  }

  private func reading<Result>(_ body: () throws -> Result) throws -> Result {
    do { return try body() } catch { throw Failure(error) ?? error }
  }

  /// An error as its user sees it: at its place in the file of settings, unless an option said it.
  private func failure(_ error: any Error, _ file: TrainingFile?) -> any Error {
    if case .configuration(let key, _, _) = error as? NeuralError, let file {
      let given = try? arguments.applied(to: file.configuration)
      let options = given?.changes(from: file.configuration).map(\.key.rawValue) ?? []
      if !options.contains(key) { return file.failure(error) }
    }
    return Failure(error) ?? error
  }

  /// The coordinate check of several widths.
  private func compare(
    _ widths: String, _ settings: TrainingConfiguration, _ file: TrainingFile?
  ) throws {
    let numbers = try TrainingArguments.widths(widths, "--widths")
    let check: CoordinateCheck
    do {
      check = try CoordinateCheck(of: settings, widths: numbers) { try Files.read($0) }
    } catch { throw failure(error, file) }
    try Files.write(CoordinateReport(check).text, to: "-")
  }

  // MARK: Training

  private func train<Scalar: CheckpointScalar>(
    _ plan: TrainingPlan, _ file: TrainingFile?, as _: Scalar.Type
  ) async throws {
    try checkRoom()
    var options = TrainingRun<Scalar>.Options(
      policy: capture?.policy ?? .standard(for: plan), resumes: resume,
      versions: ["vizbp": Vizbp.configuration.version],
      command: Files.arguments.dropFirst().joined(separator: " ").withoutStrayBytes)
    options.checkpointInterval = checkpoint
    options.instruments = instruments?.instruments ?? []
    if let steps = instrumentSteps?.policy.steps { options.instrumentSteps = steps }
    let name = RunDirectory(folder).name
    options.boundaryImage = { field, examples in
      guard let picture = try? RunFigures.boundary(field, examples, of: name).picture(),
        let png = try? picture.png()
      else { return nil }
      let size = picture.size
      return BoundaryImage(
        // In range: a picture's sides are bounded.
        png: png, width: Int(size.width.rounded(.up)), height: Int(size.height.rounded(.up)))
    }
    options.onFailure = { error in
      // Whichever file it is of: others mostly follow, and only the first is told of.
      Files.say("warning: \(error); training goes on, but not all of the run can be written\n")
    }
    let run: TrainingRun<Scalar>
    do {
      run = try TrainingRun<Scalar>(plan, folder: folder, options: options) {
        try Files.read($0)
      }
    } catch { throw failure(error, file) }
    let report = live ? try liveReport() : nil
    try await report?.begin()
    let following = report.map { report in Task { await report.follow() } }
    let stop = StopFlag()
    let interrupts = Interrupts { stop.raise() }
    let meter = TrainingMeter(
      total: run.trainer.options.steps, from: run.firstStep, isQuiet: quiet)
    let result: TrainingResult
    do {
      // The server needs the threads of tasks, of which a machine with one core has one.
      result = try await OwnThread.run { try run.train(stop: stop) { meter.show($0, loss: $1) } }
    } catch {
      meter.finish()
      _ = try? await report?.end()
      throw failure(error, file)
    }
    meter.finish()
    interrupts.end()
    if let report {
      report.stopFollowing()
      await following?.value
      let attention = try await report.end()
      if !quiet { try Files.write("\(Files.outputName(report.output)): \(attention)\n", to: "-") }
    }
    try tell(result, run)
    if let lost = run.lost {
      throw Failure(
        .ioError, Files.outputName(lost.path), "\(lost.message): not all of the run was written",
        hint: lost.hint)
    }
  }

  private func liveReport() throws -> LiveReport {
    try LiveReport(
      of: folder, output: folder + "/report.html", port: serving.port, templates: Templates(),
      isAwaited: true)
  }

  /// The folder is made only when nothing else can be wrong.
  private func checkRoom() throws {
    if resume { return }
    let known: RunDirectory.State? = try reading {
      let directory = RunDirectory(folder)
      return try directory.record() == nil ? nil : try directory.state()
    }
    if known != nil {
      throw Failure(
        .cannotCreate, Files.outputName(folder), "there is a run already",
        hint: "say --resume to go on with it, or another folder with --out")
    }
  }

  private func tell<Scalar>(_ result: TrainingResult, _ run: TrainingRun<Scalar>) throws {
    let recorder = run.recorder
    let shown = Files.outputName(folder)
    if result.end == .diverged {
      let reason = recorder.autopsy?.text ?? "The loss is not finite."
      Files.say("\(reason.escaped(limit: 1000))\n")
      if !quiet { Files.say("the run is in \(shown)\n") }
      throw ExitCode(Status.no.rawValue)
    }
    guard !quiet else { return }
    let end =
      switch result.end {
      case .stopped: ", stopped"
      case .noImprovement(let step): ", no better than at step \(step)"
      case .allSteps, .diverged: ""
      }
    let longer =
      run.longer.map { ", at length \($0.length) \(Self.words($0.evaluation))" } ?? ""
    let overhead = TextTable.number(recorder.report.overhead * 100, digits: 3)
    try Files.write(
      "\(result.steps) steps\(end): held-out \(Self.words(result.evaluation))\(longer);"
        + " capture cost \(overhead) % of the training's time\nthe run is in \(shown)\n", to: "-")
  }

  private static func words(_ evaluation: Evaluation) -> String {
    evaluation.metrics.map { metric in
      let number = { TextTable.number($0, digits: 4) }
      return switch metric.name {
      case "accuracy": "accuracy \(number(metric.value * 100)) %"
      case "bits_per_sequence": "\(number(metric.value)) bits a sequence"
      default: "\(metric.name) \(number(metric.value))"
      }
    }.joined(separator: ", ")
  }
}
