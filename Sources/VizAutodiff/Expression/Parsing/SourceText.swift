import VizBase

/// A text with places in it, counted in characters as a person counts them.
struct SourceText: Sendable, Equatable {
  let characters: [Character]

  init(_ text: String) { characters = Array(text) }

  /// The 1-based line and column of the character at `offset`, or of the end.
  func position(of offset: Int) -> (line: Int, column: Int) {
    var (line, start) = (1, 0)
    for (index, character) in characters.prefix(offset).enumerated() where character.isNewline {
      line += 1
      start = index + 1
    }
    return (line, offset - start + 1)
  }

  /// The part of the line around `offset` that fits a terminal, and the 1-based column in it at
  /// which `offset` lies. Characters that would not show, or would move the caret, are replaced.
  func excerpt(around offset: Int, width: Int = 72) -> (text: String, caretColumn: Int) {
    var start = min(offset, characters.count)
    var end = start
    while start > 0, !characters[start - 1].isNewline { start -= 1 }
    while end < characters.count, !characters[end].isNewline { end += 1 }
    let (first, last) = (max(start, offset - width / 2), min(end, offset + width / 2))
    let shown = String(characters[first..<last].map(\.visible))
    let lead = first > start ? "…" : ""
    return (lead + shown + (last < end ? "…" : ""), lead.count + offset - first + 1)
  }
}

extension Character {
  /// The character itself, or a stand-in one column wide.
  fileprivate var visible: Character {
    if isWhitespace { return " " }
    let isHostile = unicodeScalars.contains(where: \.isInvisible)
    return isHostile || unicodeScalars.count > 8 ? "\u{FFFD}" : self
  }
}
