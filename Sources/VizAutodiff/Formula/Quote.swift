/// Foreign text made fit for a one-line message.
enum Quote {
  /// `text` in double quotes, control characters escaped, shortened to `limit` characters.
  static func quoted(_ text: some StringProtocol, limit: Int = 40) -> String {
    "\"\(plain(text, limit: limit))\""
  }

  /// As ``quoted(_:limit:)``, without the quotes: for names, which are letters and digits.
  static func plain(_ text: some StringProtocol, limit: Int = 40) -> String {
    // A character may hide any number of combining scalars, so that scalars are counted.
    let scalars = text.unicodeScalars.prefix(limit)
    let escaped = scalars.map { scalar in
      isInvisible(scalar) ? scalar.escaped(asASCII: true) : String(scalar)
    }
    return escaped.joined() + (text.unicodeScalars.dropFirst(limit).isEmpty ? "" : "…")
  }

  /// The character itself, or a stand-in one column wide.
  static func visible(_ character: Character) -> Character {
    if character.isWhitespace { return " " }
    let hostile = character.unicodeScalars.contains(where: isInvisible)
    return hostile || character.unicodeScalars.count > 8 ? "\u{FFFD}" : character
  }

  /// Control and format characters, which include those that turn the direction of the text.
  private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned: true
    default: false
    }
  }
}
