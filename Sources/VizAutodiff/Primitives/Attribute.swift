/// What distinguishes one use of an operation from another, such as the axes of a sum.
public enum Attribute: Sendable, Hashable {
  case bool(Bool)
  case int(Int)
  case double(Double)
  case string(String)
  case ints([Int])
}

extension Attribute: CustomStringConvertible {
  /// As graph files write it.
  public var description: String {
    switch self {
    case .bool(let value): String(value)
    case .int(let value): String(value)
    case .double(let value): String(value)
    case .string(let value): "\"\(value)\""
    case .ints(let values): "\(values)"
    }
  }
}

extension Attribute: ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByFloatLiteral, ExpressibleByStringLiteral, ExpressibleByArrayLiteral
{
  /// A truth value.
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  /// A whole number.
  public init(integerLiteral value: Int) { self = .int(value) }
  /// A number of double precision.
  public init(floatLiteral value: Double) { self = .double(value) }
  /// A word.
  public init(stringLiteral value: String) { self = .string(value) }
  /// Whole numbers, such as axes.
  public init(arrayLiteral values: Int...) { self = .ints(values) }
}

/// The attributes of one node, taken by name; what no one took is unknown.
///
/// Every reading method throws ``AutodiffError`` where the attribute has another kind than asked
/// for.
struct AttributeReader {
  private let op: String
  private let attributes: [String: Attribute]
  private var known: [String] = []

  init(op: String, _ attributes: [String: Attribute]) {
    self.op = op
    self.attributes = attributes
  }

  /// Throws where there is an attribute that the operation does not have.
  func finish() throws {
    guard let name = attributes.keys.sorted().first(where: { !known.contains($0) }) else { return }
    let others = known.sorted().joined(separator: ", ")
    throw AutodiffError.attribute(
      op: op, name: name,
      reason: "there is no such attribute; \(others.isEmpty ? "it has none" : "it has \(others)")")
  }

  mutating func bool(_ name: String, default standard: Bool) throws -> Bool {
    switch take(name) {
    case nil: return standard
    case .bool(let value): return value
    case .int(0): return false
    case .int(1): return true
    case let other?: throw wrong(name, other, "true or false")
    }
  }

  mutating func int(_ name: String, default standard: Int) throws -> Int {
    switch take(name) {
    case nil: return standard
    case .int(let value): return value
    case let other?: throw wrong(name, other, "a whole number")
    }
  }

  mutating func double(_ name: String, default standard: Double) throws -> Double {
    switch take(name) {
    case nil: return standard
    case .double(let value): return value
    case .int(let value): return Double(value)
    case let other?: throw wrong(name, other, "a number")
    }
  }

  /// One of the words that `Word` has.
  mutating func word<Word: RawRepresentable<String> & CaseIterable>(
    _ name: String, default standard: Word
  ) throws -> Word {
    let words = Word.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: " or ")
    switch take(name) {
    case nil: return standard
    case .string(let text):
      guard let word = Word(rawValue: text) else { throw wrong(name, .string(text), words) }
      return word
    case let other?: throw wrong(name, other, words)
    }
  }

  /// Nil where the attribute is missing; a single number is a list of one.
  mutating func ints(_ name: String) throws -> [Int]? {
    switch take(name) {
    case nil: return nil
    case .ints(let values): return values
    case .int(let value): return [value]
    case let other?: throw wrong(name, other, "a list of whole numbers")
    }
  }

  /// A list that must be there.
  mutating func requiredInts(_ name: String) throws -> [Int] {
    guard let values = try ints(name) else {
      throw AutodiffError.attribute(
        op: op, name: name, reason: "it is missing, and must be a list of whole numbers")
    }
    return values
  }

  func wrong(_ name: String, _ value: Attribute, _ wanted: String) -> AutodiffError {
    .attribute(op: op, name: name, reason: "it must be \(wanted), not \(value)")
  }

  private mutating func take(_ name: String) -> Attribute? {
    known.append(name)
    return attributes[name]
  }
}
