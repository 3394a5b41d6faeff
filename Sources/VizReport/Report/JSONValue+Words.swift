import VizBase
import VizTrace

extension JSONValue {
  /// A setting as a reader writes it.
  var words: String {
    switch self {
    case .null: "–"
    case .string(let text): text.escaped(limit: 120)
    case .array(let items): items.map(\.words).joined(separator: ", ")
    case .bool, .number, .object: jsonText().escaped(limit: 120)
    }
  }
}
