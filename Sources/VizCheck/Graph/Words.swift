import VizBase
import VizTrace

extension Double {
  /// The number in a sentence: six digits, and `NaN`, `Infinity` and `-Infinity` as files have them.
  var said: String { isFinite ? NumberFormat.significant(self, digits: 6) : asWritten }
}

extension Node {
  /// The node in a sentence: its id, and what it computes.
  var said: String {
    inputs.isEmpty ? id.escaped(limit: 40) : "\(id.escaped(limit: 40)) (\(op.escaped(limit: 40)))"
  }
}

extension [String] {
  /// The words in a sentence: `a, b and c`; of more than `limit`, how many more there are.
  func said(limit: Int = 6) -> String {
    guard count <= limit else {
      return prefix(limit).joined(separator: ", ") + " and \(count - limit) more"
    }
    guard let last, count > 1 else { return first ?? "" }
    return dropLast().joined(separator: ", ") + " and " + last
  }
}
