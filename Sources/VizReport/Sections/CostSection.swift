import VizBase
import VizDiagnosis
import VizEvents
import VizStatistics
import VizTrace

/// What a step took: operations, ω, and what capture added.
struct CostSection: RunSection {
  static let id = "cost"
  static let title = "Cost"

  /// The operations of a step, where they were counted.
  let operations: RunRecord.StepCost?
  /// The median time of a step, in seconds.
  let stepTime: Double?
  /// What capture added, as a share of the training's own time.
  let overhead: Double?

  init?(_ run: ReportedRun) {
    operations = run.history.record?.cost
    stepTime = run.history.metric("step_time")?.values.median
    overhead = run.history.metric("capture/overhead")?.values.last.flatMap {
      $0.isFinite ? $0 : nil
    }
    guard operations != nil || stepTime != nil || overhead != nil else { return nil }
  }

  /// ω: how much value and gradient together cost beside the value alone.
  var ratio: Double? {
    guard let operations, operations.forward > 0 else { return nil }
    return Double(operations.forward + operations.backward) / Double(operations.forward)
  }

  var words: [String] {
    var words: [String] = []
    if let ratio {
      words.append(
        "Value and gradient together take \(NumberFormat.brief(ratio)) times the operations of"
          + " the value alone, whatever the number of parameters: the cheap gradient principle.")
    }
    if let overhead {
      words.append(
        "Capturing what this report shows took \(NumberFormat.brief(overhead * 100)) % of the"
          + " training's own time.")
    }
    return words
  }

  var tables: [DataTable] {
    let rows: [(what: String, value: Double?, unit: String)] = [
      ("forward pass", operations.map { Double($0.forward) }, "operations a step"),
      ("backward pass", operations.map { Double($0.backward) }, "operations a step"),
      ("ω: value and gradient over the value alone", ratio, "times"),
      ("a step, median", stepTime.map { $0 * 1000 }, "ms"),
      ("capture, beside the training's own time", overhead.map { $0 * 100 }, "%"),
    ]
    return [
      DataTable(
        caption: "What a step took", columns: [.words("what"), .number("value"), .words("unit")],
        rows: rows.filter { $0.value != nil }.map {
          [.words($0.what), .number($0.value), .words($0.unit)]
        })
    ]
  }
}
