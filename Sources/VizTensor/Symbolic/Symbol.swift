/// A number of which only its making is known: what computes with symbols writes down how.
///
/// As whatever answers ``TensorScalar`` runs through the whole engine, a rule that is given symbols
/// gives its own arithmetic, an operation on two numbers at a time. What is known while writing, such
/// as literals, stays a constant. Of numbers that are not known it takes for granted that they are
/// finite; a branch on one is a question to the ``SymbolRecorder``.
///
/// Griewank and Walther, "Evaluating Derivatives", 2nd edition, 2008, section 6.1, on operator
/// overloading.
package struct Symbol: Sendable, BitwiseCopyable {
  /// Where the recorder has it; negative for a constant.
  let slot: Int32
  /// The number of a constant.
  let constant: Double

  /// What stands at a slot of the current recorder.
  init(slot: Int) {
    // In range: a recorder refuses more than a million.
    self.slot = Int32(slot)
    constant = .nan
  }

  /// A constant.
  package init(_ value: Double) {
    slot = -1
    constant = value
  }

  var isConstant: Bool { slot < 0 }
}

extension Symbol: Comparable {
  /// Whether they are equal, as far as it is known or decided.
  package static func == (a: Symbol, b: Symbol) -> Bool { decide(.equal, a, b) }

  /// Whether `a` is less, as far as it is known or decided.
  package static func < (a: Symbol, b: Symbol) -> Bool { decide(.less, a, b) }

  // Not left to `Comparable`, for which `a <= b` is `!(b < a)`: true where either is NaN.
  /// Whether `a` is not greater, as far as it is known or decided.
  package static func <= (a: Symbol, b: Symbol) -> Bool { decide(.lessOrEqual, a, b) }

  /// Whether `a` is greater, as far as it is known or decided.
  package static func > (a: Symbol, b: Symbol) -> Bool { decide(.less, b, a) }

  /// Whether `a` is not less, as far as it is known or decided.
  package static func >= (a: Symbol, b: Symbol) -> Bool { decide(.lessOrEqual, b, a) }

  private static func decide(_ relation: NumberRelation, _ a: Symbol, _ b: Symbol) -> Bool {
    if a.isConstant && b.isConstant { return relation.holds(a.constant, b.constant) }
    return SymbolRecorder.current?.decide(relation, a, b) ?? false
  }
}

/// A question about two numbers.
package enum NumberRelation: String, Sendable, CaseIterable {
  /// Whether they are equal, or the first is less.
  case equal, less
  /// Whether the first is at most the second.
  case lessOrEqual = "less_or_equal"
  /// The first is not a number, whatever the second is.
  case notANumber = "not_a_number"

  func holds(_ a: Double, _ b: Double) -> Bool {
    switch self {
    case .equal: a == b
    case .less: a < b
    case .lessOrEqual: a <= b
    case .notANumber: a.isNaN
    }
  }
}

extension Symbol: SignedNumeric, ExpressibleByFloatLiteral {
  /// A constant.
  package init(integerLiteral value: Int) { self.init(Double(value)) }

  /// A constant.
  package init(floatLiteral value: Double) { self.init(value) }

  /// A constant of exactly this value; nil where double precision has none.
  package init?<Source: BinaryInteger>(exactly source: Source) {
    guard let value = Double(exactly: source) else { return nil }
    self.init(value)
  }

  /// The absolute value.
  package var magnitude: Symbol { Self.record(.abs, self) }

  /// The number with the other sign.
  package static prefix func - (a: Symbol) -> Symbol { record(.neg, a) }

  /// Negates in place.
  package mutating func negate() { self = -self }

  /// The sum; of a constant 0 the other number itself.
  package static func + (a: Symbol, b: Symbol) -> Symbol { record(.add, a, b) }

  /// The difference.
  package static func - (a: Symbol, b: Symbol) -> Symbol { record(.sub, a, b) }

  /// The product; of a constant 1 the other number itself.
  package static func * (a: Symbol, b: Symbol) -> Symbol { record(.mul, a, b) }

  /// The quotient.
  package static func / (a: Symbol, b: Symbol) -> Symbol { record(.div, a, b) }

  /// Adds `b` in place.
  package static func += (a: inout Symbol, b: Symbol) { a = a + b }

  /// Subtracts `b` in place.
  package static func -= (a: inout Symbol, b: Symbol) { a = a - b }

  /// Multiplies by `b` in place.
  package static func *= (a: inout Symbol, b: Symbol) { a = a * b }

  /// Divides by `b` in place.
  package static func /= (a: inout Symbol, b: Symbol) { a = a / b }

  static func record(_ function: ElementwiseFunction, _ x: Symbol) -> Symbol {
    if x.isConstant { return Symbol(function.of(x.constant)) }
    return SymbolRecorder.current?.write(.function(function), x, x) ?? .nan
  }

  static func record(_ operation: ElementwiseOperation, _ x: Symbol, _ y: Symbol) -> Symbol {
    if x.isConstant && y.isConstant { return Symbol(operation.of(x.constant, y.constant)) }
    switch operation {
    case .add where x.isConstant && x.constant == 0: return y
    case .add where y.isConstant && y.constant == 0: return x
    case .mul where x.isConstant && x.constant == 1: return y
    case .mul where y.isConstant && y.constant == 1: return x
    default: return SymbolRecorder.current?.write(.operation(operation), x, y) ?? .nan
    }
  }
}
