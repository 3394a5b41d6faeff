import ArgumentParser
import VizBP

struct Digest: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "digest",
    abstract: "Keep of runs what a report of several needs.",
    usage: "vizbp digest <run> ... [-o <file>]",
    discussion: """
      Writes a line of JSON a run, some kilobytes each: its settings, what came of it, its curves, \
      and what needs attention. Where runs lie on many machines, or are too many for one, each \
      machine digests its own; 'vizbp report *.digest' then makes the page that a report of the \
      runs themselves would be, byte by byte, if their folders are named alike. Files of digests \
      are merged by 'cat', or by naming them here; their order does not matter, and a run that \
      stands there twice counts once.

      vizbp digest out/lr-* -o lr.digest
      vizbp report lr.digest -o report.html
      """)

  @OptionGroup var arguments: DigestArguments

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The file of digests; '-' is standard output.", valueName: "file"),
    completion: .file(extensions: ["digest"]))
  var output = "runs.digest"

  @Flag(name: .shortAndLong, help: "Print nothing.")
  var quiet = false

  func run() async throws {
    try OutputEnding.check(
      output, in: ["digest", "jsonl", "ndjson"], "a digest is lines of JSON")
    let (digests, remarks) = try await arguments.input().all()
    try Files.write(RunDigest.file(digests), to: output)
    LogInput.say(remarks + digests.flatMap(\.remarks), quietly: quiet)
    guard !quiet, output != "-" else { return }
    let count = RunDigest.unique(digests).count
    try Files.write(
      "\(Files.outputName(output)): \(count) run\(count == 1 ? "" : "s")\n", to: "-")
  }
}
