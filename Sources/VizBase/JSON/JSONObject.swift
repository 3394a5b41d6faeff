/// A JSON object that keeps the order of its fields.
///
/// Finding a field takes constant time, whatever the number of fields.
public struct JSONObject: Sendable, Equatable, ExpressibleByDictionaryLiteral {
  /// Keys and values in the order in which they were added; no key comes twice.
  public private(set) var fields: [(key: String, value: JSONValue)]
  /// Where each key stands; empty while there are so few fields that a search is as fast.
  private var keyIndices: [String: Int] = [:]

  private static let searchedFields = 16

  /// An object without fields.
  public init() { fields = [] }

  /// Fields in the order of the literal; of a key that comes twice, the last value.
  public init(dictionaryLiteral elements: (String, JSONValue)...) {
    self.init(elements)
  }

  /// Whether there are no fields; takes constant time.
  public var isEmpty: Bool { fields.isEmpty }

  /// The value of a key, nil where there is none; a new key comes last, and nil removes the field.
  public subscript(key: String) -> JSONValue? {
    get { fieldIndex(of: key).map { fields[$0].value } }
    set {
      switch (fieldIndex(of: key), newValue) {
      case (let index?, let value?): fields[index].value = value
      case (let index?, nil):
        fields.remove(at: index)
        keyIndices = [:]
        noteIndices()
      case (nil, let value?):
        fields.append((key, value))
        noteIndices()
      case (nil, nil): break
      }
    }
  }

  /// Whether both have the same fields in the same order.
  public static func == (a: JSONObject, b: JSONObject) -> Bool {
    a.fields.elementsEqual(b.fields) { $0.key == $1.key && $0.value == $1.value }
  }

  /// Appends a field; returns false, and does nothing, where the key is there already.
  package mutating func append(_ key: String, _ value: JSONValue) -> Bool {
    guard fieldIndex(of: key) == nil else { return false }
    fields.append((key, value))
    noteIndices()
    return true
  }

  private func fieldIndex(of key: String) -> Int? {
    keyIndices.isEmpty ? fields.firstIndex { $0.key == key } : keyIndices[key]
  }

  private mutating func noteIndices() {
    guard fields.count > Self.searchedFields else { return }
    if keyIndices.isEmpty {
      for (index, field) in fields.enumerated() { keyIndices[field.key] = index }
    } else if let last = fields.last {
      keyIndices[last.key] = fields.count - 1
    }
  }
}
