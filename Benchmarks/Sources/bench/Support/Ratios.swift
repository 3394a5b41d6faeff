import Synchronization
import VizBP

/// The ratios of a run of the benchmarks, which `make bench-compare` lays beside those of another run.
enum Ratios {
  private struct Entry {
    var name: String
    /// What it is measured beside.
    var peer: String
    var ratio: Double
    /// Between them lie the middle half of the rounds: how far the machine's noise goes.
    var low, high: Double
  }

  private static let entries = Mutex<[Entry]>([])

  /// Notes how long something took beside something else, round by round.
  static func note(
    _ name: String, beside peer: String, _ ours: [Duration], _ theirs: [Duration]
  ) {
    guard !ours.isEmpty, !theirs.isEmpty else { return }
    let (a, b) = (Statistics(ours), Statistics(theirs))
    var (low, high) = (a.lowerQuartile / b.median, a.upperQuartile / b.median)
    // Rounds in turns share what else the machine does, and their ratios lie closer together.
    if ours.count == theirs.count {
      let ratios = zip(ours, theirs).map { $0 / $1 }.sorted()
      low = ratios[ratios.count / 4]
      high = ratios[ratios.count - 1 - ratios.count / 4]
    }
    let entry = Entry(
      name: name, peer: peer, ratio: a.median / b.median, low: low, high: high)
    entries.withLock { $0.append(entry) }
  }

  /// All that was noted, with the machine and its vectors.
  static var json: String {
    func quoted(_ text: String) -> String {
      let escaped = text.flatMap { $0 == "\"" || $0 == "\\" ? ["\\", $0] : [$0] }
      return "\"" + String(escaped) + "\""
    }
    let rows = entries.withLock { entries in
      entries.map { entry in
        "    {\"name\": \(quoted(entry.name)), \"beside\": \(quoted(entry.peer)), "
          + "\"ratio\": \(entry.ratio), \"low\": \(entry.low), \"high\": \(entry.high)}"
      }
    }
    return """
      {
        "format": "vizbp.ratios", "version": 1,
        "machine": \(quoted(Machine.description)),
        "vectors": \(quoted(VectorWidth.current.rawValue)),
        "ratios": [
      \(rows.joined(separator: ",\n"))
        ]
      }

      """
  }
}
