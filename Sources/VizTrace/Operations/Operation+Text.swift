import VizBase

// What an operation says of itself, with the names or the numbers of a graph in its gaps: `x`, `y`
// and `z` are the first three arguments, `f` is the result, `g` its gradient, `c` a number, `n` how
// many examples there are.
extension Operation {
  /// An application to arguments: `x + y`, `σ(z)`, `conv(x, w)`.
  public func formula(of arguments: [String]) -> String {
    let templates: [FormulaTemplate]
    switch notation {
    case .formula(let template): templates = [template]
    case .formulas(let several): templates = several
    case .function(let function): return "\(function)(\(arguments.joined(separator: ", ")))"
    }
    for template in templates where Set(template.gaps).count == arguments.count {
      if let formula = template.filled({ Self.argument($0, arguments) }) { return formula }
    }
    return "\(name)(\(arguments.joined(separator: ", ")))"
  }

  /// What it computes, in a few words, where its name does not say it.
  package func meaning(of arguments: [String]) -> String? {
    meaning?.filled { Self.argument($0, arguments) }
  }

  /// The derivative in the argument at `position`, as a formula in the arguments and the result; nil
  /// where there is none in one line.
  package func slope(at position: Int, of arguments: [String], result: String) -> String? {
    guard arguments.indices.contains(position) else { return nil }
    return Self.of(slopes, at: position)?.filled {
      $0 == "f" ? result : Self.argument($0, arguments)
    }
  }

  /// What the gradient is multiplied by on its way to the argument at `position`, as short as a
  /// wire tells it; nil where it is none of these, or the other argument has no letter.
  package func factor(at position: Int, letters: [String?]) -> String? {
    Self.of(factors, at: position)?.filled { gap in
      Self.position(gap).flatMap { letters.indices.contains($0) ? letters[$0] : nil }
    }
  }

  /// The symbol where the input at `position` is a number that stands on the card: `+1`, `1/x`, `x²`;
  /// nil where it cannot stand there.
  package func symbol(with number: Double, at position: Int) -> String? {
    let text = NumberFormat.plain(number)
    return Self.of(numberSymbols, at: position)?.filled { gap in
      switch gap {
      case "+c": number < 0 ? text : "+\(text)"
      case "-c": number < 0 ? "+\(text.dropFirst())" : "−\(text)"
      case "^c": number == 2 ? "²" : number == 3 ? "³" : "^\(text)"
      default: text
      }
    }
  }

  /// The extents of what is on both sides of an operation; empty where they are not known.
  package struct Extents: Sendable {
    /// Of the argument that a gradient is for.
    package var argument: [Int]
    package var result: [Int]
    package var firstArgument: [Int]

    package init(argument: [Int], result: [Int], firstArgument: [Int]) {
      self.argument = argument
      self.result = result
      self.firstArgument = firstArgument
    }

    /// The sum over the copies of an argument that was broadcast.
    fileprivate func sum(_ gradient: String) -> String {
      func count(_ extents: [Int]) -> Double { extents.reduce(1) { $0 * Double($1) } }
      guard count(argument) < count(result) else { return gradient }
      let isRow = result.count == 2 && argument == [result[1]]
      return "Σ over \(isRow ? "the \(result[0]) rows" : "its copies") of \(gradient)"
    }
  }

  /// The gradient of a tensor that flows back through it, as a formula.
  ///
  /// - Parameters:
  ///   - position: The argument that the gradient is for.
  ///   - arguments: The names of the arguments.
  ///   - result: The name of what is computed.
  ///   - upstream: The gradient of the result.
  ///   - extents: Those of the tensors.
  /// - Returns: Nil where there is none in one line.
  package func gradient(
    at position: Int, of arguments: [String], result: String, upstream: String,
    _ extents: Extents
  ) -> String? {
    guard arguments.indices.contains(position) else { return nil }
    let gradient = gradient(at: position)?.filled { gap in
      switch gap {
      case "g": upstream
      case "f": result
      case "n": extents.firstArgument.first.map(String.init) ?? "n"
      default: Self.argument(gap, arguments)
      }
    }
    return traits.contains(.broadcasts) ? gradient.map(extents.sum) : gradient
  }

  /// What becomes of a tensor's tangent on its way forward, as a formula.
  ///
  /// - Parameters:
  ///   - position: The argument that the tangent is of.
  ///   - arguments: The names of the arguments.
  ///   - result: The name of what is computed.
  ///   - incoming: The tangent of the argument.
  /// - Returns: Nil where there is none in one line.
  package func tangent(
    at position: Int, of arguments: [String], result: String, incoming: String
  ) -> String? {
    guard arguments.indices.contains(position) else { return nil }
    if traits.contains(.isLinear) {
      var arguments = arguments
      arguments[position] = incoming
      return formula(of: arguments)
    }
    // What multiplies each element alone does so in both directions.
    guard let gradient = gradient(at: position),
      ["{g}", "−{g}"].contains(gradient.text) || gradient.text.hasPrefix(Self.elementwiseStart)
    else { return nil }
    return gradient.filled { gap in
      switch gap {
      case "g": incoming
      case "f": result
      default: Self.argument(gap, arguments)
      }
    }
  }

  /// The gradient's formula for the argument at `position`.
  func gradient(at position: Int) -> FormulaTemplate? { Self.of(gradients, at: position) }

  /// The formula for the argument at `position`.
  private static func of(_ formulas: [FormulaTemplate?], at position: Int) -> FormulaTemplate? {
    if formulas.count == 1 { return formulas[0] }
    return formulas.indices.contains(position) ? formulas[position] : nil
  }

  private static func argument(_ gap: Substring, _ arguments: [String]) -> String? {
    position(gap).flatMap { arguments.indices.contains($0) ? arguments[$0] : nil }
  }

  private static func position(_ gap: Substring) -> Int? { ["x": 0, "y": 1, "z": 2][gap] }
}
