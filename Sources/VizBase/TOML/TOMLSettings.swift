/// The settings of a TOML file: its keys and values in their order, and where they stand.
///
/// Of TOML 1.0 it reads what settings are written in: comments, bare and quoted keys, text of all
/// four kinds, whole numbers of all bases, floats, booleans, and arrays. Tables and dates are
/// refused by name.
public struct TOMLSettings: Sendable {
  /// A key with its value.
  public struct Setting: Sendable {
    /// The key, without quotation marks.
    public let key: String
    /// The value: infinity and NaN are as JSON spells them.
    public let value: JSONValue
    /// Where the value begins.
    public let location: TextLocation
    /// Where the key begins.
    public let keyLocation: TextLocation
    let elements: [[Int]: Int]
  }

  /// In the order of the file; no key comes twice.
  public let settings: [Setting]
  private let bytes: [UInt8]

  /// Reads the bytes of a file.
  ///
  /// - Throws: ``TOMLError`` with the line and column of what is wrong.
  public init(tomlData: [UInt8]) throws(TOMLError) {
    var scanner = TOMLScanner(tomlData)
    if let offset = scanner.offsetOfInvalidText {
      throw scanner.failure(.invalidEncoding, "the text is not UTF-8", at: offset)
    }
    var settings: [Setting] = []
    var keys: Set<String> = []
    while let key = try scanner.nextKey() {
      guard keys.insert(key.name).inserted else {
        throw scanner.failure(
          .duplicateKey, "\(key.name.quoted()) is set a second time", at: key.offset)
      }
      let start = scanner.offset
      scanner.elements = [:]
      let value = try scanner.value()
      try scanner.endOfLine()
      settings.append(
        Setting(
          key: key.name, value: value, location: TextLocation(of: start, in: tomlData),
          keyLocation: TextLocation(of: key.offset, in: tomlData), elements: scanner.elements))
    }
    bytes = tomlData
    self.settings = settings
  }

  /// Where a text or an array in the array of a setting begins; nil where there is none.
  ///
  /// - Parameters:
  ///   - path: Its place in the array, and in each array in that, counted from 1.
  ///   - setting: The setting.
  public func location(ofElement path: [Int], in setting: Setting) -> TextLocation? {
    setting.elements[path].map { TextLocation(of: $0, in: bytes) }
  }

  /// The settings as one object.
  public var object: JSONObject {
    var object = JSONObject()
    for setting in settings { object[setting.key] = setting.value }
    return object
  }
}
