import VizBase

/// An expression, or several statements of which the last is the output.
///
///     let expression = try MathExpression("q = x + y; f = q * z")
///     let trace = try expression.trace(inputs: ["x": -2, "y": 5, "z": -4])
///
/// Operators are `+ - * / ^` (`^` binds to the right and tighter than unary minus), and `@` for
/// the matrix product, which binds as `*` does. There are numbers, vectors `[1, 2]`, matrices
/// `[[1, 2], [3, 4]]`, names, and the functions `exp log sin cos tan sqrt abs tanh sigmoid relu
/// softplus square pow max min maximum minimum sum mean dot norm transpose softmax logsumexp
/// step`. `max` and `min` of one argument are its extreme element, of two the extreme of each
/// pair; `sum mean norm logsumexp` take all elements together, `softmax` the last axis. Statements
/// end with `;` or a new line, comments run from `#` to the end of the line. `pi` (or `π`) and `e`
/// are the constants, unless they are given a value: a name that is given always wins.
public struct MathExpression: Sendable, Equatable {
  let source: SourceText
  let syntax: [ExpressionSyntax]
  let statements: [ExpressionStatement]
  /// The names that the statements give, in order.
  public let statementNames: [String]
  /// Every name that no earlier statement computes, with its first place, in order of appearance.
  let freeNames: [(name: String, offset: Int)]

  /// The constants that an expression may use without giving them a value.
  static let constants: [String: Double] = [
    "pi": .pi, "π": .pi, "e": 2.718281828459045,
  ]

  /// Reads an expression; throws ``ExpressionError`` with the place.
  ///
  /// Takes time linear in the length, and no stack however deep the nesting.
  public init(_ text: String) throws(ExpressionError) {
    source = SourceText(text)
    var parser = try ExpressionParser(source)
    statements = try parser.statements()
    syntax = parser.syntax
    statementNames = statements.compactMap(\.name)
    freeNames = try Self.resolve(statements, syntax, source)
  }

  /// The names that must be given a value, in order of appearance; constants need none.
  public var inputs: [String] {
    freeNames.map(\.name).filter { Self.constants[$0] == nil }
  }

  private static func resolve(
    _ statements: [ExpressionStatement], _ syntax: [ExpressionSyntax], _ source: SourceText
  ) throws(ExpressionError) -> [(name: String, offset: Int)] {
    var computed: Set<String> = []
    var free: [(name: String, offset: Int)] = []
    var locations: [String: Int] = [:]
    for statement in statements {
      for node in syntax[statement.nodes] {
        guard case .name(let name) = node.kind, !computed.contains(name) else { continue }
        guard locations[name] == nil else { continue }
        locations[name] = node.offset
        free.append((name, node.offset))
      }
      guard let name = statement.name else { continue }
      if let location = locations[name] {
        throw ExpressionError(
          "\(name.escaped()) is used before the statement that computes it", at: location,
          in: source)
      }
      guard computed.insert(name).inserted else {
        throw ExpressionError(
          "\(name.escaped()) is computed twice; every statement needs its own name",
          at: statement.offset, in: source)
      }
    }
    return free
  }

  /// Whether both were written with the same signs.
  public static func == (a: MathExpression, b: MathExpression) -> Bool { a.source == b.source }
}
