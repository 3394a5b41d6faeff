import VizBase

/// What is to be said of the numbers that lines have no place for.
enum GapNotes {
  static func sentences(_ panels: [Panel], _ data: [PanelData]) -> [String] {
    var missing: [LineScan.Gap.Cause: Int] = [:]
    for (panel, data) in zip(panels, data) {
      for (mark, scan) in zip(panel.marks, data.scans) {
        guard case .line(let line) = mark, line.marksGaps, let scan else { continue }
        missing.merge(scan.missing, uniquingKeysWith: +)
      }
    }
    return words.compactMap { cause, one, many in
      guard let count = missing[cause] else { return nil }
      return "\(NumberFormat.grouped(Double(count))) \(count == 1 ? one : many)."
    }
  }

  private static let words: [(LineScan.Gap.Cause, String, String)] = [
    (.nan, "value is NaN (×)", "values are NaN (×)"),
    (.above, "value is infinite (▲)", "values are infinite (▲)"),
    (.below, "value is −∞ (▼)", "values are −∞ (▼)"),
    (
      .notPositive, "value is not above zero and has no place on a log axis (◆)",
      "values are not above zero and have no place on a log axis (◆)"
    ),
  ]
}
