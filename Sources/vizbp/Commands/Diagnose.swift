import ArgumentParser
import VizBP
import VizBase

struct Diagnose: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diagnose",
    abstract: "Say what needs attention in training runs.",
    usage:
      "vizbp diagnose <run> ... [--json] [--rule <name> ...] [--verify [-o <file>]]"
      + " [--fail-on <severity>]",
    discussion: """
      Reads runs' folders (vizbp's own, or TensorBoard's), folders of such, or files of metrics, and \
      says what is wrong with each training, since when, where, by which numbers, and what people \
      do about it. The status is 1 where a finding is as bad as --fail-on says, so that a line in \
      CI fails on a dead layer.

      --verify trains short twins of a run of vizbp train, with the same data and the same seed \
      and one thing changed in each (the learning rate, the first weights, scaled inputs, no \
      clipping …), and says which change mends it; with -o it draws the loss as it was beside that \
      with the change.

      vizbp diagnose out/spiral --fail-on warning
      """)

  @Argument(
    help: ArgumentHelp("Runs' folders, folders of runs, or files of metrics.", valueName: "run"),
    completion: .directory)
  var runs: [String]

  @Flag(help: "Print the findings as JSON.")
  var json = false

  @Flag(help: "Train twins with one thing changed, and say which change mends the run.")
  var verify = false

  @Option(
    name: .customLong("rule"), parsing: .singleValue,
    help: ArgumentHelp("Ask this rule alone; may be repeated.", valueName: "name"),
    completion: .list(Finding.Rule.allCases.map(\.rawValue)))
  var rules: [Finding.Rule] = []

  @Option(
    help: ArgumentHelp(
      "From which severity on the status is 1.", valueName: "severity"))
  var failOn = Finding.Severity.problem

  @OptionGroup var picture: PictureOptions

  func validate() throws {
    if picture.output == nil, let option = picture.optionOfPictures {
      throw ValidationError("\(option) says how to draw, and nothing is drawn without -o")
    }
    if picture.output != nil, !verify {
      throw ValidationError("-o draws what --verify finds, which was not asked for")
    }
    if json, picture.output == "-" {
      throw ValidationError("--json and '-o -' both write to standard output")
    }
  }

  func run() throws {
    let kind = try picture.output.map { try picture.kind(of: $0, among: OutputKind.ofPictures) }
    let histories = try LogInput.histories(runs)
    if picture.output != nil, histories.count != 1 {
      throw Failure(
        .usage, nil, "-o draws the twins of one run, and there are \(histories.count)")
    }
    let diagnoses = try histories.map { history in
      var diagnosis = RunDiagnosis(history, rules: rules)
      if verify {
        diagnosis.verification = try VerificationReport(of: history, diagnosis.findings)
      }
      return diagnosis
    }
    let isOK = diagnoses.allSatisfy { $0.isOK(failOn: failOn) }
    LogInput.say(diagnoses.flatMap(\.remarks), quietly: json)
    let text =
      json
      ? try RunDiagnosis.json(diagnoses, isOK: isOK) + "\n"
      : diagnoses.map(\.text).joined(separator: "\n")
    if let kind, let output = picture.output, let diagnosis = diagnoses.first,
      let verification = diagnosis.verification
    {
      let figure = verification.figure(of: diagnosis.run)
      let bytes = try picture.bytes(of: figure, as: kind, from: Files.inputName(runs[0]))
      try Files.write(bytes, to: output)
    }
    if picture.output != "-" { try Files.write(text, to: "-") }
    if !isOK { throw ExitCode(Status.no.rawValue) }
  }
}

extension Finding.Rule: Choice {}
extension Finding.Severity: Choice {}
