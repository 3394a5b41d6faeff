extension String {
  /// The string in quotation marks, fit to stand in a one-line message on a terminal.
  ///
  /// Text from files can hold anything: what would break the line, move the cursor, or reverse
  /// the reading direction is escaped, and all but the first `limit` scalars are cut.
  package func quoted(limit: Int = 60) -> String {
    var text = "\""
    var scalars = unicodeScalars.makeIterator()
    for _ in 0..<limit {
      guard let scalar = scalars.next() else { return text + "\"" }
      text += scalar.escapedInMessage
    }
    return scalars.next() == nil ? text + "\"" : text + "…\""
  }
}

extension Unicode.Scalar {
  fileprivate var escapedInMessage: String {
    switch self {
    case "\"": return "\\\""
    case "\\": return "\\\\"
    case "\n": return "\\n"
    case "\r": return "\\r"
    case "\t": return "\\t"
    case " "..."~": return String(self)
    default: break
    }
    switch properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate,
      .unassigned:
      return "\\u{\(String(value, radix: 16))}"
    default:
      return String(self)
    }
  }
}
