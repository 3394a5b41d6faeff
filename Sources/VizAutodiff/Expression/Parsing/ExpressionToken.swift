/// One word of an expression.
struct ExpressionToken: Sendable, Equatable {
  enum Kind: Sendable, Equatable {
    case number(Double)
    case name(String)
    /// A word in quotation marks, without them.
    case string(String)
    case infix(Infix)
    case open, close, openBracket, closeBracket, comma, equals, colon
    /// `...`, or one character for the three.
    case ellipsis
    /// A new line, or a semicolon.
    case newline, semicolon
    case end
  }

  var kind: Kind
  /// The first character in the source.
  var offset: Int
}

/// The operators between two operands.
enum Infix: String, Sendable {
  case add, sub, mul, div, matmul, pow

  var precedence: Int {
    switch self {
    case .add, .sub: 1
    case .mul, .div, .matmul: 2
    case .pow: 4
    }
  }

  /// Between that of a product and that of a power: `-x^2` is `-(x^2)`, and `-x * y` `(-x) * y`.
  static let minusPrecedence = 3

  /// The operator that a character writes, in a keyboard's or in a book's way.
  init?(_ character: Character) {
    switch character {
    case "+": self = .add
    case "-", "−": self = .sub
    case "*", "·", "×": self = .mul
    case "/": self = .div
    case "@": self = .matmul
    case "^": self = .pow
    default: return nil
    }
  }
}
