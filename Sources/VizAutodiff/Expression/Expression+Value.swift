import VizBase
public import VizTensor

extension Expression {
  /// Reads `NAME=VALUE`; throws ``ExpressionError`` with the place.
  public static func assignment(
    _ text: String
  ) throws(ExpressionError) -> (name: String, value: Tensor<Double>) {
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
    var reader = try ValueReader(source, from: equals + 1)
    return (name, try reader.value())
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
