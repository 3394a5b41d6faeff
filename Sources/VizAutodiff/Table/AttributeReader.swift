import VizBase
import VizTensor

/// The attributes of one node, taken by name or by a synonym of it; what no one took is unknown.
///
/// Every reading method throws ``AutodiffError`` where the attribute has another kind than asked
/// for.
struct AttributeReader {
  private let op: String
  private let attributes: [String: Attribute]
  /// What the operation asked for, and by which names that was found.
  private(set) var known: [String] = []
  private var taken: Set<String> = []
  /// Whether it only listens to what the operation asks for.
  private let isListening: Bool

  init(op: String, _ attributes: [String: Attribute]) {
    self.op = op
    self.attributes = attributes
    isListening = false
  }

  /// A reader of no attributes, for finding out in ``known`` which ones an operation has.
  init(listeningTo op: String) {
    self.op = op
    attributes = [:]
    isListening = true
  }

  /// Throws where there is an attribute that the operation does not have.
  func finish() throws {
    guard let name = attributes.keys.sorted().first(where: { !taken.contains($0) }) else { return }
    if let same = known.first(where: { Synonyms.attribute($0).contains(name) || $0 == name }) {
      throw AutodiffError.attribute(
        op: op, name: name, reason: "it is another name of \(same), and both are given")
    }
    let others = known.sorted()
    let synonyms = others.flatMap { Synonyms.attribute($0) }
    if let meant = name.nearest(among: others + synonyms) {
      throw AutodiffError.attribute(
        op: op, name: name, reason: "there is no such attribute; did you mean \(meant)?")
    }
    throw AutodiffError.attribute(
      op: op, name: name,
      reason: "there is no such attribute; it has "
        + (others.isEmpty ? "none" : others.joined(separator: ", ")))
  }

  mutating func bool(_ name: String, default standard: Bool) throws -> Bool {
    try bool(name) ?? standard
  }

  /// Nil where the attribute is missing.
  mutating func bool(_ name: String) throws -> Bool? {
    switch take(name) {
    case nil: return nil
    case .bool(let value): return value
    case .int(0): return false
    case .int(1): return true
    case let other?: throw wrong(name, other, "true or false")
    }
  }

  mutating func int(_ name: String, default standard: Int) throws -> Int {
    try int(name) ?? standard
  }

  /// Nil where the attribute is missing.
  mutating func int(_ name: String) throws -> Int? {
    switch take(name) {
    case nil: return nil
    case .int(let value): return value
    case let other?: throw wrong(name, other, "a whole number")
    }
  }

  mutating func double(_ name: String, default standard: Double) throws -> Double {
    try double(name) ?? standard
  }

  /// A whole number that must be there.
  mutating func requiredInt(_ name: String) throws -> Int {
    guard let value = try int(name) ?? (isListening ? 1 : nil) else {
      throw AutodiffError.attribute(
        op: op, name: name, reason: "it is missing, and must be a whole number")
    }
    return value
  }

  /// Nil where the attribute is missing; a text may say what JSON has no number for.
  mutating func double(_ name: String) throws -> Double? {
    switch take(name) {
    case nil: return nil
    case .double(let value): return value
    case .int(let value): return Double(value)
    case .string("Infinity"): return .infinity
    case .string("-Infinity"): return -.infinity
    case .string("NaN"): return .nan
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

  /// Whether the attribute is a list, and not a single number.
  func isList(_ name: String) -> Bool {
    let given = ([name] + Synonyms.attribute(name)).lazy.compactMap { attributes[$0] }.first
    switch given {
    case .ints?, .doubles?: return true
    default: return false
    }
  }

  /// Nil where the attribute is missing; a single number is a list of one.
  mutating func doubles(_ name: String) throws -> [Double]? {
    switch take(name) {
    case nil: return nil
    case .doubles(let values): return values
    case .ints(let values): return values.map(Double.init)
    case .double(let value): return [value]
    case .int(let value): return [Double(value)]
    case let other?: throw wrong(name, other, "a list of numbers")
    }
  }

  /// Whether the attribute is this word, where it might be a number or a list as well.
  mutating func isWord(_ name: String, _ word: String) -> Bool { take(name) == .string(word) }

  /// A text that must be there.
  mutating func requiredString(_ name: String) throws -> String {
    switch take(name) {
    case .string(let text): return text
    case nil:
      if isListening { return "" }
      throw AutodiffError.attribute(
        op: op, name: name, reason: "it is missing, and must be a text")
    case let other?: throw wrong(name, other, "a text")
    }
  }

  /// A list that must be there.
  mutating func requiredInts(_ name: String) throws -> [Int] {
    guard let values = try ints(name) ?? (isListening ? [1] : nil) else {
      throw AutodiffError.attribute(
        op: op, name: name, reason: "it is missing, and must be a list of whole numbers")
    }
    return values
  }

  /// A number, or a list of them; nil where the attribute is missing.
  mutating func numbers<Scalar: TensorScalar>(
    _ name: String, of _: Scalar.Type
  ) throws -> Tensor<Scalar>? {
    switch take(name) {
    case nil: return nil
    case .double(let value): return Tensor(Scalar(value))
    case .int(let value): return Tensor(Scalar(value))
    case .doubles(let values): return Tensor(values.map { Scalar($0) })
    case .ints(let values): return Tensor(values.map { Scalar($0) })
    case let other?: throw wrong(name, other, "a number or a list of numbers")
    }
  }

  func wrong(_ name: String, _ value: Attribute, _ wanted: String) -> AutodiffError {
    .attribute(op: op, name: name, reason: "it must be \(wanted), not \(value)")
  }

  private mutating func take(_ name: String) -> Attribute? {
    if !known.contains(name) { known.append(name) }
    for name in [name] + Synonyms.attribute(name) {
      guard let value = attributes[name] else { continue }
      taken.insert(name)
      return value
    }
    return nil
  }
}
