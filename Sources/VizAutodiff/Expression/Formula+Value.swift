import VizBase
public import VizTensor

extension Formula {
  /// Reads `NAME=VALUE`; throws ``FormulaError`` with the place.
  public static func assignment(
    _ text: String
  ) throws(FormulaError) -> (name: String, value: Tensor<Double>) {
    let source = SourceText(text)
    guard let equals = source.characters.firstIndex(of: "=") else {
      throw FormulaError(
        "\(text.quoted()) gives no value; a value is given as NAME=VALUE", at: 0, in: source)
    }
    let name = String(source.characters[..<equals]).trimmingSpaces
    guard let first = name.first, FormulaLexer.startsName(first),
      name.allSatisfy(FormulaLexer.continuesName)
    else {
      throw FormulaError(
        "\(name.quoted()) is not a name; a value is given as NAME=VALUE", at: 0, in: source)
    }
    var reader = try ValueReader(source, from: equals + 1)
    return (name, try reader.value())
  }

  /// Reads a number, `nan`, `inf`, or nested lists of them such as `[[1, 2], [3, 4]]`; throws
  /// ``FormulaError`` with the place.
  public static func value(_ text: String) throws(FormulaError) -> Tensor<Double> {
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
