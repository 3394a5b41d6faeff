import Foundation
import VizBase
import VizDiagnosis
import VizEvents
import VizTrace

/// How the run can be made again: its command, its settings, and what it ran on.
struct ReproducibilitySection: RunSection {
  static let id = "reproducibility"
  static let title = "Reproducibility"

  /// The command that made it, where it says so.
  let command: String?
  let settings: [RunSetting]
  /// Versions, time and place.
  let facts: [(name: String, value: String)]

  init?(_ run: ReportedRun) throws {
    guard let record = run.history.record else {
      // Another program's run states its settings as hyperparameters.
      settings = try RunSetting.all(of: run.history)
      if settings.isEmpty { return nil }
      command = nil
      facts = []
      return
    }
    settings = try RunSetting.all(of: run.history)
    if case .string(let text)? = record.configuration["command"] {
      command = "vizbp \(text.escaped(limit: 1000))"
    } else {
      command = nil
    }
    var facts = record.versions.sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value) }
    facts.append(("begun", Self.time(record.start)))
    if let end = record.end { facts.append(("ended", Self.time(end))) }
    if let host = record.host { facts.append(("host", host)) }
    self.facts = facts
  }

  var commands: [String] { command.map { [$0] } ?? [] }

  var tables: [DataTable] {
    let tables = [
      DataTable(
        caption: facts.isEmpty ? "Hyperparameters" : "Configuration",
        columns: [.words("setting"), .words("value")],
        rows: settings.map { [.words($0.name.escaped(limit: 60)), .words($0.text)] }),
      DataTable(
        caption: "Versions, time and place", columns: [.words("what"), .words("value")],
        rows: facts.map {
          [.words($0.name.escaped(limit: 60)), .words($0.value.escaped(limit: 120))]
        }),
    ]
    return facts.isEmpty ? Array(tables.prefix(1)) : tables
  }

  private static func time(_ seconds: Double) -> String {
    guard seconds.isFinite, abs(seconds) < 1e11 else { return "unknown" }
    let format = Date.ISO8601FormatStyle()
    return Date(timeIntervalSince1970: seconds.rounded(.down)).formatted(format)
  }
}
