import VizBase
import VizDiagnosis
import VizEvents
import VizPlot
import VizTrace

/// What a network with a memory wrote and read on one sequence, and where.
struct MemorySection: RunSection {
  static let id = "memory"
  static let title = "What it wrote and read"

  let figures: [ReportFigure]
  private let trace: MemoryTrace

  init?(_ run: ReportedRun) throws {
    guard let trace = try run.history.directory?.memory(), !trace.inputs.isEmpty,
      !trace.heads.isEmpty, !trace.memory.isEmpty
    else { return nil }
    self.trace = trace
    // Two panels beside each other are as wide as a phone.
    func figure(_ height: Double?) throws -> Figure {
      try Figure.memory(
        trace, title: "Memory and heads after \(NumberFormat.grouped(Double(trace.step))) steps",
        size: height.map { .column($0) })
    }
    let rows = try (figure(nil).panels.count + 1) / 2
    figures = [
      try ReportFigure(
        figure(120 + 150 * Double(rows)), id: "memory-heads", table: Self.payments(trace))
    ]
  }

  var words: [String] {
    var words = [
      "What the network did with one sequence of \(trace.task): what went in and came out, what its"
        + " heads wrote to the memory and read from it, and where; time goes to the right."
    ]
    if trace.payments.contains(where: { !$0.isEmpty }) {
      words.append("The last panel shows to which write the gradient of each answer is paid.")
    }
    return words
  }

  /// The write that gets most of each answer's gradient.
  private static func payments(_ trace: MemoryTrace) -> DataTable? {
    let rows = trace.payments.enumerated().compactMap { step, row -> [DataTable.Cell]? in
      guard let most = row.indices.max(by: { row[$0] < row[$1] }), row[most] > 0 else { return nil }
      let share = row[most] / row.reduce(0, +)
      return [.step(Double(step + 1)), .step(Double(most + 1)), .number(share * 100)]
    }
    guard !rows.isEmpty else { return nil }
    return DataTable(
      caption: "The write that most of each answer's gradient is paid to",
      columns: [.number("answer at step"), .number("write at step"), .number("of all (%)")],
      rows: rows)
  }
}
