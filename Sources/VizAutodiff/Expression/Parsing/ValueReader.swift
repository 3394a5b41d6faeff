import VizBase
import VizTensor

/// Reads a number or nested lists of numbers.
struct ValueReader {
  /// A list that is still open: its count so far, and the shape of its elements.
  private struct List {
    var offset: Int
    var count = 0
    var element: [Int]?
  }

  private let source: SourceText
  private let tokens: [ExpressionToken]
  private var position = 0
  private var elements: [Double] = []
  private var lists: [List] = []

  init(_ source: SourceText, from start: Int) throws(ExpressionError) {
    self.source = source
    tokens = try ExpressionLexer.tokens(of: source).filter {
      $0.offset >= start && $0.kind != .newline
    }
  }

  private var token: ExpressionToken { tokens[min(position, tokens.count - 1)] }

  private func error(_ message: String, at offset: Int? = nil) -> ExpressionError {
    ExpressionError(message, at: offset ?? token.offset, in: source)
  }

  /// The whole text as one value.
  mutating func value() throws(ExpressionError) -> Tensor<Double> {
    while true {
      var done: [Int]?
      if token.kind == .openBracket {
        guard lists.count < 32 else { throw error("lists are nested deeper than 32") }
        lists.append(List(offset: token.offset))
        position += 1
        if token.kind != .closeBracket { continue }
      } else {
        elements.append(try number())
        done = []
      }
      // One element is complete: it may complete the lists around it.
      while true {
        if let shape = done { try close(element: shape) }
        if lists.isEmpty { return try finish(shape: done ?? []) }
        if token.kind == .comma, done != nil {
          position += 1
          break
        }
        guard token.kind == .closeBracket else {
          throw token.kind == .end
            ? error("this list is never closed", at: lists.last?.offset)
            : error("a comma or \"]\" should stand here")
        }
        let list = lists.removeLast()
        done = [list.count] + (list.element ?? [])
        position += 1
      }
    }
  }

  private mutating func close(element shape: [Int]) throws(ExpressionError) {
    guard var list = lists.popLast() else { return }
    list.count += 1
    if let first = list.element, first != shape {
      throw error(
        "element \(list.count) of this list has shape \(shape), and the first has \(first)",
        at: list.offset)
    }
    list.element = shape
    lists.append(list)
  }

  private func finish(shape: [Int]) throws(ExpressionError) -> Tensor<Double> {
    guard token.kind == .end else {
      throw error(
        "the value should end here"
          + (shape.isEmpty ? "; several numbers are a list such as [1, 2]" : ""))
    }
    do {
      return try Tensor(elements, shape: Shape(shape))
    } catch {
      throw ExpressionError(error.description, at: 0, in: source)
    }
  }

  private mutating func number() throws(ExpressionError) -> Double {
    var sign = 1.0
    let start = token.offset
    switch token.kind {
    case .infix(.sub):
      sign = -1
      position += 1
    case .infix(.add): position += 1
    default: break
    }
    switch token.kind {
    case .number(let value):
      position += 1
      return sign * value
    case .name(let name) where ["nan", "inf", "infinity"].contains(name.lowercased()):
      position += 1
      return name.lowercased() == "nan" ? .nan : sign * .infinity
    case .end:
      throw error("a value is missing; it is a number or a list such as [1, 2]", at: start)
    default:
      let word = source.characters[start...].prefix { $0 != "," && $0 != "]" }
      throw error(
        "\(String(word).quoted()) is not a number; a value is a number or a list "
          + "such as [1, 2]", at: start)
    }
  }
}
