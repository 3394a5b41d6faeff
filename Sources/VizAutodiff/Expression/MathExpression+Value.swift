import VizBase
public import VizTensor

extension MathExpression {
  /// What `NAME=VALUE` gives a name.
  public enum AssignedValue: Sendable, Equatable {
    /// Numbers that are written out.
    case tensor(Tensor<Double>)
    /// The path of a file that has them, from `NAME=@PATH`.
    case file(String)
  }

  /// Reads `NAME=VALUE` or `NAME=@FILE`, whose file it does not open; throws ``ExpressionError``
  /// with the place.
  public static func assignment(
    _ text: String
  ) throws(ExpressionError) -> (name: String, value: AssignedValue) {
    let source = SourceText(text)
    guard let equals = source.characters.firstIndex(of: "=") else {
      throw ExpressionError(
        "\(text.quoted()) gives no value; a value is given as NAME=VALUE", at: 0, in: source)
    }
    let name = String(source.characters[..<equals]).trimmingSpaces
    guard let first = name.first, ExpressionLexer.startsName(first),
      name.allSatisfy(ExpressionLexer.continuesName)
    else {
      throw ExpressionError(
        "\(name.quoted()) is not a name; a value is given as NAME=VALUE", at: 0, in: source)
    }
    let value = source.characters[(equals + 1)...].drop { $0.isWhitespace }
    if value.first == "@" {
      guard value.count > 1 else {
        throw ExpressionError(
          "@ should stand before the name of a file", at: value.startIndex, in: source)
      }
      return (name, .file(String(value.dropFirst())))
    }
    var reader = try ValueReader(source, from: equals + 1)
    return (name, .tensor(try reader.value()))
  }

  /// Reads a number, `nan`, `inf`, or nested lists of them such as `[[1, 2], [3, 4]]`; throws
  /// ``ExpressionError`` with the place.
  public static func value(_ text: String) throws(ExpressionError) -> Tensor<Double> {
    var reader = try ValueReader(SourceText(text), from: 0)
    return try reader.value()
  }
}

extension String {
  fileprivate var trimmingSpaces: String {
    var slice = self[...]
    while slice.first?.isWhitespace == true { slice.removeFirst() }
    while slice.last?.isWhitespace == true { slice.removeLast() }
    return String(slice)
  }
}
