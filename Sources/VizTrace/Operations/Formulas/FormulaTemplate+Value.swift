#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension FormulaTemplate {
  /// What the formula comes to, with a number for each gap; nil where it has words, or there is none
  /// for a gap.
  func value(_ number: @escaping (Substring) -> Double?) -> Double? {
    var reader = FormulaReader(rest: Array(text)[...], number: number)
    guard let value = reader.sum(), reader.next == nil else { return nil }
    return value
  }
}

extension Operation {
  /// What an element of a tensor's gradient is multiplied by on its way back to the argument at
  /// `position`; nil where the operation does more than that, or says it in words.
  ///
  /// - Parameter number: The element's numbers, by the names of the gaps: `x` and `y` of the
  ///   arguments, `f` of the result.
  package func elementFactor(
    at position: Int, _ number: @escaping (Substring) -> Double?
  ) -> Double? {
    guard let gradient = gradient(at: position), gradient.text.hasPrefix(Self.elementwiseStart)
    else {
      return nil
    }
    return FormulaTemplate(
      stringLiteral: String(gradient.text.dropFirst(Self.elementwiseStart.count))
    )
    .value(number)
  }

  /// How the formula of a gradient begins whose elements are each multiplied by a number.
  static let elementwiseStart = "{g} ⊙ "
}

/// Computes a formula from left to right, as it is written: `−{f}³ / 2`, `σ({x}) (1 + {x})`.
private struct FormulaReader {
  var rest: ArraySlice<Character>
  let number: (Substring) -> Double?

  /// The next character that is no space.
  var next: Character? { rest.first { $0 != " " } }

  /// Takes the next character, if it is one of these.
  private mutating func take(_ characters: Character...) -> Character? {
    guard let next, characters.contains(next) else { return nil }
    rest = rest.drop { $0 == " " }.dropFirst()
    return next
  }

  mutating func sum() -> Double? {
    guard var sum = product() else { return nil }
    while let sign = take("+", "−") {
      guard let term = product() else { return nil }
      sum += sign == "+" ? term : -term
    }
    return sum
  }

  private mutating func product() -> Double? {
    guard var product = power() else { return nil }
    while let next, !"+−)]>".contains(next) {
      let sign = take("·", "×", "/")
      guard let factor = power() else { return nil }
      product = sign == "/" ? product / factor : product * factor
    }
    return product
  }

  private mutating func power() -> Double? {
    if take("−") != nil { return power().map { -$0 } }
    guard var base = atom() else { return nil }
    while let sign = take("²", "³", "^") {
      guard let exponent = sign == "²" ? 2 : sign == "³" ? 3 : power() else { return nil }
      base = pow(base, exponent)
    }
    return base
  }

  private mutating func atom() -> Double? {
    if take("(") != nil {
      guard let value = sum(), take(")") != nil else { return nil }
      return value
    }
    // 1 where it holds, else 0.
    if take("[") != nil {
      guard let value = sum(), take(">") != nil, let other = sum(), take("]") != nil else {
        return nil
      }
      return value > other ? 1 : 0
    }
    if take("√") != nil { return atom().map { $0.squareRoot() } }
    if take("π") != nil { return Double.pi }
    rest = rest.drop { $0 == " " }
    if rest.first == "{" {
      let gap = rest.dropFirst().prefix { $0 != "}" }.filter { $0 != "(" && $0 != ")" }
      rest = rest.drop { $0 != "}" }.dropFirst()
      return number(Substring(String(gap)))
    }
    let digits = rest.prefix { $0.isNumber && $0.isASCII || $0 == "." }
    rest = rest.dropFirst(digits.count)
    if !digits.isEmpty { return Double(String(digits)) }
    return application()
  }

  private mutating func application() -> Double? {
    let name = String(rest.prefix { $0.isLetter })
    rest = rest.dropFirst(name.count)
    guard take("(") != nil, let x = sum(), take(")") != nil else { return nil }
    switch name {
    case "exp": return exp(x)
    case "log": return log(x)
    case "sin": return sin(x)
    case "cos": return cos(x)
    case "σ": return 1 / (1 + exp(-x))
    default: return nil
    }
  }
}
