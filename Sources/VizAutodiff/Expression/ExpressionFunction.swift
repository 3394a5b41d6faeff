import VizBase
import VizTensor

/// A function that expressions may call: an operation of the table of primitives by its name, by a
/// synonym, or by a further name that its entry has, such as `max` of two arguments for `maximum`.
struct ExpressionFunction: Sendable, Equatable {
  /// As it is written.
  let name: String
  /// The operation of this name; nil where there are further names alone.
  private let operation: String?
  /// The operations that take its place for other numbers of arguments: `max` of two.
  private let overloads: [Int: String]

  /// Another way to write a power of two.
  static let square = "square"

  /// The function that someone calls `name`.
  static func named(_ name: String) -> ExpressionFunction? {
    let table = PrimitiveTable<Double>.shared
    let synonym = Synonyms.operation(name)
    let operation = table.entries[name] != nil ? name : synonym
    let overloads = Self.overloads[name] ?? [:]
    let isKnown = table.entries[operation] != nil
    guard isKnown || !overloads.isEmpty else { return nil }
    return ExpressionFunction(
      name: name, operation: isKnown ? operation : nil, overloads: overloads)
  }

  /// The names of all functions but synonyms, in alphabetical order.
  static let names = Set(PrimitiveTable<Double>.shared.names + overloads.keys).sorted()

  private static let overloads: [String: [Int: String]] = {
    var overloads: [String: [Int: String]] = [square: [1: square]]
    for primitive in PrimitiveTable<Double>.shared.standard {
      for name in primitive.functions where name != primitive.name {
        for count in primitive.arity ?? 1...1 {
          overloads[name, default: [:]][count] = primitive.name
        }
      }
    }
    return overloads
  }()

  /// The call with so many arguments and these attributes; throws ``AutodiffError``, or a
  /// `ShapeError` where an attribute is a shape that is none.
  func call(
    with count: Int, _ attributes: [String: Attribute]
  ) throws -> Result<ExpressionCall, ArityMismatch> {
    if let op = overloads[count] {
      if op == Self.square {
        guard let first = attributes.keys.min() else {
          return .success(ExpressionCall(function: name, op: op, attributes: [:]))
        }
        throw AutodiffError.attribute(op: op, name: first, reason: "there is no such attribute")
      }
      _ = try Primitive<Double>.make(op: op, attributes: attributes)
      return .success(ExpressionCall(function: name, op: op, attributes: attributes))
    }
    let primitive = try operation.map {
      try Primitive<Double>.make(op: $0, attributes: attributes)
    }
    if let operation, let primitive, count > 0, primitive.arity?.contains(count) ?? true {
      return .success(ExpressionCall(function: name, op: operation, attributes: attributes))
    }
    var counts = Set(overloads.keys)
    if let primitive { counts.formUnion(primitive.arity.map(Array.init) ?? []) }
    return .failure(ArityMismatch(message: arityMessage(takes: counts.sorted(), got: count)))
  }

  /// `max takes 1 or 2 arguments, not 3`, and how attributes are given, where there are some.
  private func arityMessage(takes counts: [Int], got count: Int) -> String {
    let isRange = counts.count > 2 && counts.last == (counts.first ?? 0) + counts.count - 1
    let numbers =
      counts.isEmpty
      ? "1 or more"
      : isRange
        ? "\(counts[0]) to \(counts[counts.count - 1])"
        : counts.map(String.init).joined(separator: " or ")
    let attributes = operation.map { PrimitiveTable<Double>.shared.attributes(of: $0) } ?? []
    let isMore = !attributes.isEmpty && count > (counts.last ?? count)
    let named = isMore ? "; its attributes have names, as in \(attributes[0])=…" : ""
    return "\(name) takes \(numbers) argument\(counts == [1] ? "" : "s"), not \(count)\(named)"
  }
}

/// A function does not take so many arguments.
struct ArityMismatch: Error {
  let message: String
}

/// What an expression calls: an operation with its attributes.
struct ExpressionCall: Sendable, Equatable {
  /// The function, as it is written.
  let function: String
  /// The operation of the table, or ``ExpressionFunction/square``.
  let op: String
  let attributes: [String: Attribute]

  /// A call without attributes.
  init(_ op: String) { self.init(function: op, op: op, attributes: [:]) }

  init(function: String, op: String, attributes: [String: Attribute]) {
    self.function = function
    self.op = op
    self.attributes = attributes
  }
}

extension MathExpression {
  /// The functions that expressions may call, by the names of graph files, with the names of the
  /// attributes that each has; `max` of one argument is its greatest element, of two the greater of
  /// each pair.
  package static var functions: [(name: String, attributes: [String])] {
    ExpressionFunction.names.map { ($0, PrimitiveTable<Double>.shared.attributes(of: $0)) }
  }
}
