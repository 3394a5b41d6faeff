import VizBase

/// Splits an expression into words.
struct ExpressionLexer {
  let source: SourceText
  private var offset = 0

  private init(_ source: SourceText) { self.source = source }

  /// All words of `source`, the last of them ``ExpressionToken/Kind/end``.
  static func tokens(of source: SourceText) throws(ExpressionError) -> [ExpressionToken] {
    var lexer = ExpressionLexer(source)
    var tokens: [ExpressionToken] = []
    repeat { tokens.append(try lexer.next()) } while tokens.last?.kind != .end
    return tokens
  }

  /// Whether a name may start with the character.
  static func startsName(_ character: Character) -> Bool {
    character.isLetter || character == "_"
  }

  /// Whether a name may go on with the character: letters, digits and subscripts, not superscripts.
  static func continuesName(_ character: Character) -> Bool {
    startsName(character) || isDigit(character) || ("₀"..."₉").contains(character)
  }

  private static func isDigit(_ character: Character) -> Bool { ("0"..."9").contains(character) }

  private var current: Character? {
    source.characters.indices.contains(offset) ? source.characters[offset] : nil
  }

  private mutating func next() throws(ExpressionError) -> ExpressionToken {
    while let character = current {
      if character == "#" {
        while let comment = current, !comment.isNewline {
          _ = comment
          offset += 1
        }
      } else if character.isWhitespace, !character.isNewline {
        offset += 1
      } else {
        break
      }
    }
    let start = offset
    guard let character = current else { return ExpressionToken(kind: .end, offset: start) }
    if isEllipsis {
      offset += character == "." ? 3 : 1
      return ExpressionToken(kind: .ellipsis, offset: start)
    }
    if Self.isDigit(character) || character == "." { return try number() }
    if Self.startsName(character) { return name() }
    if character == "\"" || character == "'" { return try string(character) }
    guard let kind = mark(character) else {
      throw ExpressionError(
        "\(String(character).quoted(limit: 8)) has no meaning in an expression"
          + hint(for: character), at: start, in: source)
    }
    offset += 1
    return ExpressionToken(kind: kind, offset: start)
  }

  private func mark(_ character: Character) -> ExpressionToken.Kind? {
    switch character {
    case "(": .open
    case ")": .close
    case "[": .openBracket
    case "]": .closeBracket
    case ",": .comma
    case "=": .equals
    case ":": .colon
    case ";": .semicolon
    case _ where character.isNewline: .newline
    default: Infix(character).map { .infix($0) }
    }
  }

  private func hint(for character: Character) -> String {
    switch character {
    case "²", "³", "¹", "⁰"..."⁹": "; a power is written x^2"
    case "{", "}": "; parentheses are ( and ), vectors [1, 2]"
    case "%", "!", "&", "|", "<", ">", "?": "; the operators are + - * / ^ @"
    default: ""
    }
  }

  private var isEllipsis: Bool {
    current == "…" || source.characters[offset...].prefix(3).elementsEqual("...")
  }

  private mutating func string(_ mark: Character) throws(ExpressionError) -> ExpressionToken {
    let start = offset
    repeat { offset += 1 } while current.map { $0 != mark && !$0.isNewline } ?? false
    guard current == mark else {
      throw ExpressionError("this quotation mark is never closed", at: start, in: source)
    }
    offset += 1
    let word = String(source.characters[start + 1..<offset - 1])
    return ExpressionToken(kind: .string(word), offset: start)
  }

  private mutating func name() -> ExpressionToken {
    let start = offset
    while let character = current, Self.continuesName(character) { offset += 1 }
    return ExpressionToken(kind: .name(String(source.characters[start..<offset])), offset: start)
  }

  private mutating func number() throws(ExpressionError) -> ExpressionToken {
    let start = offset
    digits()
    if current == "." {
      offset += 1
      digits()
    }
    if current == "e" || current == "E" {
      let mantissaEnd = offset
      offset += 1
      if current == "-" || current == "+" { offset += 1 }
      let exponent = offset
      digits()
      if offset == exponent { offset = mantissaEnd }
    }
    let text = String(source.characters[start..<offset])
    if let character = current, Self.continuesName(character) || character == "." {
      while let rest = current, Self.continuesName(rest) || rest == "." { offset += 1 }
      let word = source.characters[start..<offset]
      let product =
        Self.startsName(character) && character != "_"
        ? "; a product is written \(text.escaped()) * \(String(word.dropFirst(text.count)).escaped())"
        : ""
      throw ExpressionError(
        "\(String(word).quoted()) is not a number\(product)", at: start, in: source)
    }
    guard text != ".", let value = Double(text.hasPrefix(".") ? "0" + text : text) else {
      throw ExpressionError("\(text.quoted()) is not a number", at: start, in: source)
    }
    guard value.isFinite else {
      throw ExpressionError(
        "\(text.quoted()) is greater than any number of double precision", at: start,
        in: source)
    }
    return ExpressionToken(kind: .number(value), offset: start)
  }

  private mutating func digits() {
    while let character = current, Self.isDigit(character) { offset += 1 }
  }
}
