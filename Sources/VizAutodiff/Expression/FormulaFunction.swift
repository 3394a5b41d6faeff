/// A function that formulas may call.
struct FormulaFunction: Sendable, Equatable {
  let name: String
  /// The numbers of arguments that it takes, in ascending order.
  let arities: [Int]

  private static let all: [FormulaFunction] =
    [
      "exp", "log", "sin", "cos", "tan", "sqrt", "abs", "tanh", "sigmoid", "relu", "softplus",
      "square", "sum", "mean", "norm", "transpose", "softmax", "logsumexp", "step",
    ].map { FormulaFunction(name: $0, arities: [1]) }
    + ["pow", "dot", "maximum", "minimum"].map { FormulaFunction(name: $0, arities: [2]) }
    // Of one argument the greatest element, of two the greater of each pair.
    + ["max", "min"].map { FormulaFunction(name: $0, arities: [1, 2]) }

  private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })

  static func named(_ name: String) -> FormulaFunction? { byName[name] }

  static var names: [String] { all.map(\.name) }

  /// `max takes 1 or 2 arguments, not 3`.
  func arityMessage(_ count: Int) -> String {
    let numbers = arities.map(String.init).joined(separator: " or ")
    return "\(name) takes \(numbers) argument\(arities == [1] ? "" : "s"), not \(count)"
  }
}
