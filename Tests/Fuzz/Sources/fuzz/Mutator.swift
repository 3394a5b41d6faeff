import VizBase
import VizTensor

/// Damages sound inputs, by a seed: as bytes, and by what they are made of.
struct Mutator {
  var random: SplitMix64
  /// Inputs whose pieces may take the place of others.
  let sources: [[UInt8]]

  private static let extremes = [
    "-9223372036854775808", "9223372036854775807", "18446744073709551615", "-1", "0", "1e308",
    "-1e400", "1e-400", "nan", "inf", "-inf", "0x1F", "1_000", "1e999999999999", "4294967296",
    "2147483648", "-0.0", "",
  ].map { Array($0.utf8) }
  private static let marks = Array(
    "0123456789-+.eE\"'[]{}()<>,:;=#@^*/\\ \t\n\r\0\u{1b}é\u{202e}".utf8)
  private static let numbers: [UInt64] = [
    0, 1, 2, 127, 1 << 31, 1 << 32, 1 << 60, 1 << 63, .max, .max >> 1,
  ]
  private static let values: [JSONValue] = [
    .null, .bool(true), .number("0"), .number("-1"), .number("1e308"), .number("1e999999999999"),
    .number("9223372036854775808"), .number("1.5"), .string(""), .string("NaN"), .string("a\nb"),
    .string("\u{1b}[31m\u{202e}"), .array([]), .object([:]), .array([.array([])]),
    .array([.null]), .string(String(repeating: "x", count: 300)),
  ]

  mutating func below(_ count: Int) -> Int { Int.random(in: 0..<max(1, count), using: &random) }

  /// The input, damaged once or a few times.
  mutating func damaged(_ input: [UInt8], _ form: Target.Form) -> [UInt8] {
    if case .named(let content) = form {
      let (name, bytes) = Target.namedFile(input)
      return Array(name.utf8) + [10] + damaged(bytes, content(name))
    }
    var bytes = input
    for _ in 0..<[1, 1, 1, 2, 3, 6][below(6)] { bytes = damagedOnce(bytes, form) }
    return bytes
  }

  private mutating func damagedOnce(_ bytes: [UInt8], _ form: Target.Form) -> [UInt8] {
    // What is made of parts is damaged as bytes, too, but rarely: its reader stops there.
    guard below(4) > 0 else { return damaged(bytes: bytes) }
    switch form {
    case .bytes, .named: return damaged(bytes: bytes)
    case .message: return damaged(message: bytes, depth: 0)
    case .records:
      var contents = Records.contents(bytes)
      guard !contents.isEmpty else { return damaged(bytes: bytes) }
      let index = below(contents.count)
      switch below(6) {
      case 0: contents.remove(at: index)
      case 1: contents.insert(contents[below(contents.count)], at: index)
      default: contents[index] = damaged(message: contents[index], depth: 0)
      }
      return Records.file(contents)
    case .json:
      guard var value = try? JSONValue(jsonText: String(decoding: bytes, as: UTF8.self)) else {
        // Lines of JSON, each a value.
        var lines = bytes.split(separator: 10, omittingEmptySubsequences: false).map(Array.init)
        guard lines.count > 1 else { return damaged(bytes: bytes) }
        let index = below(lines.count)
        lines[index] = damagedOnce(lines[index], .json)
        return Array(lines.joined(separator: [10]))
      }
      let pool = value
      damage(&value, pool, depth: 0)
      return Array(value.jsonText().utf8)
    }
  }

  // MARK: - JSON

  private mutating func damage(_ value: inout JSONValue, _ pool: JSONValue, depth: Int) {
    switch value {
    case .array(var elements) where !elements.isEmpty && depth < 40 && below(5) > 0:
      let index = below(elements.count)
      switch below(8) {
      case 0: elements.remove(at: index)
      case 1: elements.insert(elements[below(elements.count)], at: index)
      default: damage(&elements[index], pool, depth: depth + 1)
      }
      value = .array(elements)
    case .object(var object) where !object.isEmpty && depth < 40 && below(5) > 0:
      let key = object.fields[below(object.fields.count)].key
      if below(8) == 0 {
        object[key] = nil
      } else if var inner = object[key] {
        damage(&inner, pool, depth: depth + 1)
        object[key] = inner
      }
      value = .object(object)
    case .number(let text) where below(3) > 0:
      let number = Double(text) ?? 0
      value =
        [
          JSONValue(-number), JSONValue(number + 1), JSONValue(number - 1),
          JSONValue(number * 1000),
          JSONValue(number + 0.5),
        ][below(5)]
    default: value = below(3) > 0 ? Self.values[below(Self.values.count)] : part(of: pool)
    }
  }

  /// Something that stands elsewhere in a value.
  private mutating func part(of value: JSONValue) -> JSONValue {
    var part = value
    while below(5) > 0 {
      switch part {
      case .array(let elements) where !elements.isEmpty: part = elements[below(elements.count)]
      case .object(let object) where !object.isEmpty:
        part = object.fields[below(object.fields.count)].value
      default: return part
      }
    }
    return part
  }

  // MARK: - Messages

  private mutating func damaged(message bytes: [UInt8], depth: Int) -> [UInt8] {
    guard var message = Message(bytes), !message.fields.isEmpty else {
      return damaged(bytes: bytes)
    }
    let index = below(message.fields.count)
    let field = message.fields[index]
    if field.wire == 2, depth < 8, below(5) > 0, Message(field.content) != nil {
      message.fields[index].content = damaged(message: field.content, depth: depth + 1)
      return message.bytes
    }
    switch below(6) {
    case 0: message.fields.remove(at: index)
    case 1: message.fields.insert(message.fields[below(message.fields.count)], at: index)
    case 2: message.fields[index].number = [field.number + 1, UInt64(1 + below(30))][below(2)]
    default:
      if field.wire == 0 {
        message.fields[index].value =
          below(4) == 0 ? field.value &+ 1 : Self.numbers[below(Self.numbers.count)]
      } else {
        message.fields[index].content = damaged(bytes: field.content)
        // A number keeps its width.
        if field.wire != 2 {
          let width = field.content.count
          let content = message.fields[index].content.prefix(width)
          message.fields[index].content =
            content + Array(repeating: 255, count: width - content.count)
        }
      }
    }
    return message.bytes
  }

  // MARK: - Bytes

  private mutating func damaged(bytes input: [UInt8]) -> [UInt8] {
    var bytes = input
    let start = below(bytes.count + 1)
    let part = start..<min(bytes.count, start + below(40))
    switch below(8) {
    case 0 where !bytes.isEmpty: bytes[below(bytes.count)] ^= 1 << UInt8(below(8))
    case 1: bytes.removeSubrange(part)
    case 2:
      let copies = [1, 1, 2, 50][below(4)]
      bytes.insert(contentsOf: (0..<copies).flatMap { _ in input[part] }, at: start)
    case 3:
      let other = sources.isEmpty ? input : sources[below(sources.count)]
      let offset = below(other.count + 1)
      bytes.replaceSubrange(part, with: other[offset..<min(other.count, offset + below(60))])
    case 4 where !bytes.isEmpty: bytes[below(bytes.count)] = Self.marks[below(Self.marks.count)]
    case 5: bytes.removeSubrange(start...)
    case 6:
      // A number becomes an extreme one.
      let digits = bytes.indices.filter { 48...57 ~= bytes[$0] }
      guard !digits.isEmpty else { fallthrough }
      let first = digits[below(digits.count)]
      let end = bytes[first...].firstIndex { !(48...57 ~= $0) } ?? bytes.endIndex
      bytes.replaceSubrange(first..<end, with: Self.extremes[below(Self.extremes.count)])
    default: bytes.insert(contentsOf: Self.extremes[below(Self.extremes.count)], at: start)
    }
    return bytes
  }
}
