extension StringProtocol {
  /// The text in quotation marks, fit to stand in a one-line message on a terminal.
  ///
  /// Foreign text can hold anything: what would break the line, move the cursor, or reverse the
  /// reading direction is escaped, and all but the first `limit` scalars are cut.
  package func quoted(limit: Int = 60) -> String {
    "\"\(escaped(limit: limit) { $0 == "\"" || $0 == "\\" ? "\\\($0)" : nil })\""
  }

  /// As ``quoted(limit:)``, without the quotation marks: for names, and for text that has its own.
  package func escaped(limit: Int = 60) -> String { escaped(limit: limit) { _ in nil } }

  /// Scalars are counted, not characters: one character may hide any number of combining marks.
  private func escaped(limit: Int, special: (Unicode.Scalar) -> String?) -> String {
    var text = ""
    var count = 0
    for scalar in unicodeScalars {
      if count == limit { return text + "…" }
      text += special(scalar) ?? scalar.escapedInMessage
      count += 1
    }
    return text
  }
}

extension Unicode.Scalar {
  fileprivate var escapedInMessage: String {
    switch self {
    case "\n": "\\n"
    case "\r": "\\r"
    case "\t": "\\t"
    case _ where PathText.byte(of: self) != nil:
      "\\x\(String(PathText.byte(of: self) ?? 0, radix: 16))"
    default: isInvisible ? "\\u{\(String(value, radix: 16))}" : String(self)
    }
  }

  /// Whether the scalar shows nothing of its own: a control or format character (which includes
  /// those that turn the direction of the text), a separator of lines, or no character at all.
  package var isInvisible: Bool {
    if (" "..."~").contains(self) { return false }
    switch properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate,
      .unassigned:
      return true
    default: return false
    }
  }
}
