import Foundation
import VizBP

extension Target {
  /// A table of metrics, and of examples.
  static func csv() -> Target {
    Target(name: "csv", form: .bytes, allowance: (64 << 20, 1 << 14)) { bytes in
      do { _ = try Dataset<Float>(csv: bytes, name: "in.csv") } catch is NeuralError {}
      try readMetrics(bytes, "in.csv")
    }
  }

  /// Metrics in lines of JSON, or in one value, of any of the forms that are known.
  static func jsonl() -> Target {
    Target(name: "jsonl", form: .json, allowance: (64 << 20, 1 << 14)) { bytes in
      try readMetrics(bytes, "in.jsonl")
    }
  }

  private static func readMetrics(_ bytes: [UInt8], _ path: String) throws {
    for history in try RunHistory.all(MetricLog.tables(bytes, path: path)) {
      _ = Finding.all(in: history)
      _ = RunOutcome(history)
    }
  }

  /// An event file, as it is and with the checksums that it should have.
  static func events() throws -> Target {
    let folder = try scratch("events")
    let path = folder + "/events.out.tfevents.1700000000.host.1.1"
    return Target(name: "events", form: .records, allowance: (64 << 20, 1 << 14)) { bytes in
      var thrown: (any Error)?
      for data in [bytes, Records.summed(bytes)] {
        try write(data, to: path)
        do { try readLog(folder) } catch { thrown = error }
      }
      if let thrown { throw thrown }
    }
  }

  /// A run's folder, of which one file says something else.
  static func run() throws -> Target {
    let folder = try scratch("run")
    let sound = try soundRun()
    for (name, content) in sound { try write(content, to: folder + "/" + name) }
    return Target(
      name: "run", form: .named { $0.hasPrefix("events") ? .records : .json },
      allowance: (128 << 20, 1 << 14)
    ) { bytes in
      let (name, content) = namedFile(bytes)
      guard let kept = sound[name] else { return }
      try write(
        name.hasPrefix("events") ? Records.summed(content) : content, to: folder + "/" + name)
      defer { try? write(kept, to: folder + "/" + name) }
      try readLog(folder)
      let directory = RunDirectory(folder)
      _ = try directory.record()
      _ = try directory.state()
    }
  }

  /// The files of the run in the corpus, by their names.
  static func soundRun() throws -> [String: [UInt8]] {
    var files: [String: [UInt8]] = [:]
    for input in try Corpus.inputs(in: ["Tests/Fuzz/corpus/run"]) {
      let (name, content) = namedFile(input)
      files[name] = content
    }
    return files
  }

  /// All that reports and figures read of a log.
  private static func readLog(_ folder: String) throws {
    for log in try MetricLog.all(at: folder) {
      let history = try RunHistory(log)
      _ = Finding.all(in: history)
      _ = RunOutcome(history)
      guard let log = log.log else { continue }
      for tag in log.histogramTags { _ = try log.histograms(tag) }
      for tag in log.imageTags { _ = try log.images(tag) }
      for tag in log.textTags { _ = try log.texts(tag) }
      _ = try log.hyperparameters()
      for step in log.nodeSteps.prefix(2) {
        _ = try log.nodes(at: step)
        _ = try history.graph(at: step)
      }
    }
  }

  // MARK: - Files

  /// An empty folder of the process's own.
  static func scratch(_ name: String) throws -> String {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "vizbp-fuzz-\(ProcessInfo.processInfo.processIdentifier)-\(name)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder.path
  }

  static func write(_ bytes: [UInt8], to path: String) throws {
    try Data(bytes).write(to: URL(filePath: path))
  }

  /// The file that an input of the form ``Form/named(_:)`` stands for.
  static func namedFile(_ input: [UInt8]) -> (name: String, content: [UInt8]) {
    let end = input.firstIndex(of: 10) ?? input.endIndex
    return (String(decoding: input[..<end], as: UTF8.self), Array(input[end...].dropFirst()))
  }
}
