import VizBase

/// The words of a layer, each of which is taken once: numbers first, then words and `key=value` in any
/// order.
struct LayerWords {
  /// The name of the layer.
  let kind: String
  private var words: [String]
  private let usage: String

  /// Nil for a text without words.
  init?(_ text: String) {
    let words = text.split { $0 == " " || $0 == "\t" }.map(String.init)
    guard let kind = words.first else { return nil }
    self.kind = kind
    self.words = Array(words.dropFirst())
    usage = LayerKind.all.first { $0.name == kind }?.usage ?? kind
  }

  private func refusal(_ reason: String) -> LayerRefusal {
    LayerRefusal(reason: "\(kind): \(reason)", hint: "it is written \(usage)")
  }

  private func integer(_ text: String, _ what: String, _ range: ClosedRange<Int>) throws -> Int {
    guard let number = Int(text) else {
      throw refusal("\(what) is a whole number, not \(text.quoted(limit: 30))")
    }
    guard range.contains(number) else {
      throw refusal("\(what) is from \(range.lowerBound) to \(range.upperBound), not \(number)")
    }
    return number
  }

  /// The whole number at hand; `standard` where none is.
  mutating func size(
    _ what: String, in range: ClosedRange<Int> = 1...65536, standard: Int? = nil
  ) throws -> Int {
    guard let word = words.first, word.first?.isLetter == false else {
      guard let standard else { throw refusal("it needs \(what)") }
      return standard
    }
    words.removeFirst()
    return try integer(word, what, range)
  }

  /// All whole numbers at hand.
  mutating func sizes(_ what: String) throws -> [Int] {
    var sizes = [try size(what)]
    while words.first?.first?.isLetter == false { sizes.append(try size(what)) }
    return sizes
  }

  /// A probability: the number at hand, or that of `key`.
  mutating func probability(_ key: String? = nil, standard: Double?) throws -> Double {
    let what = key ?? "the share"
    let text = key == nil ? words.first : value(of: key ?? "")
    guard let text else {
      guard let standard else { throw refusal("it needs \(what)") }
      return standard
    }
    if key == nil { words.removeFirst() }
    guard let number = Double(text), number >= 0, number < 1 else {
      throw refusal("\(what) is from 0 to less than 1, not \(text.quoted(limit: 30))")
    }
    return number
  }

  /// Whether `word` is among the words.
  mutating func has(_ word: String) -> Bool {
    guard let index = words.firstIndex(of: word) else { return false }
    words.remove(at: index)
    return true
  }

  private mutating func value(of key: String) -> String? {
    guard let index = words.firstIndex(where: { $0.hasPrefix("\(key)=") }) else { return nil }
    return String(words.remove(at: index).dropFirst(key.count + 1))
  }

  /// The whole number of `key`; nil where it is left out.
  mutating func number(_ key: String, in range: ClosedRange<Int> = 1...65536) throws -> Int? {
    try value(of: key).map { try integer($0, key, range) }
  }

  /// What `key` names in a table; nil where it is left out.
  mutating func choice<Value>(
    _ key: String, from table: [(name: String, value: Value)]
  ) throws -> Value? {
    guard let name = value(of: key) else { return nil }
    guard let entry = table.first(where: { $0.name == name }) else {
      throw refusal(
        "\(key) is \(table.map(\.name).joined(separator: ", ")), not \(name.quoted(limit: 30))")
    }
    return entry.value
  }

  /// The activation that is among the words; nil for none.
  mutating func activation() -> Activation? {
    for (name, activation) in Activation.named where has(name) { return activation }
    return nil
  }

  /// Refuses what is left.
  func end() throws {
    guard let word = words.first else { return }
    throw refusal("\(word.quoted(limit: 30)) is not for it")
  }
}
