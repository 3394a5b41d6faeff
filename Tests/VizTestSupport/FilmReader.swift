import Foundation

/// What a page's script makes of a film: an SVG's elements, and the tracks applied to them.
///
/// Written from the tracks' description, apart from what writes them.
public struct FilmReader {
  public struct Element: Hashable, CustomStringConvertible {
    public var name: String
    public var attributes: [String: String]
    public var content: String

    public var description: String {
      "<\(name)\(attributes.sorted { $0.key < $1.key }.map { " \($0)=\"\($1)\"" }.joined())>\(content)"
    }
  }

  /// As they stand in the SVG.
  private var raw: [Element]

  /// The elements with outlines as places on the picture.
  public var elements: [Element] {
    raw.map { element in
      var element = element
      element.attributes["d"] = element.attributes["d"].map(Self.places)
      return element
    }
  }

  /// The elements of an SVG that change.
  public init(svg: String) {
    // A mark that combines may be the first of a text.
    let tag = /<(title|desc|path|text|image)\b([^>]*?)\/?>(?:([^<]*)<\/(?:title|desc|text)>)?/
      .matchingSemantics(.unicodeScalar)
    raw = svg.matches(of: tag).map { match in
      let attributes = String(match.2).matches(of: /([\w:-]+)="([^"]*)"/)
        .map { (String($0.1), Self.unescaped(String($0.2))) }
      return Element(
        name: String(match.1),
        attributes: Dictionary(attributes) { _, last in last },
        content: Self.unescaped(String(match.3 ?? "")))
    }
  }

  /// An outline whose points are distances, with places on the picture instead.
  private static func places(_ text: String) -> String {
    guard text.wholeMatch(of: /M[0-9. -]+([MHhVvLlCcmZz][0-9. -]*)+/) != nil else { return text }
    func print(_ tenths: Int) -> String {
      "\(tenths < 0 ? "-" : "")\(abs(tenths) / 10)\(tenths % 10 == 0 ? "" : ".\(abs(tenths) % 10)")"
    }
    var (x, y, start) = (0, 0, (x: 0, y: 0))
    var out = ""
    for command in text.matches(of: /([MHhVvLlCcmZz])([0-9. -]*)/) {
      // In `1-.5.25` three numbers stand in a row.
      var numbers = String(command.2).matches(of: /-?(?:[0-9]+(?:\.[0-9])?|\.[0-9])/)
        .map { Int((10 * (Double($0.0) ?? 0)).rounded()) }[...]
      repeat {
        switch command.1 {
        case "M":
          (x, y) = (numbers.popFirst() ?? 0, numbers.popFirst() ?? 0)
          start = (x, y)
          out += "M\(print(x)) \(print(y))"
        case "m":
          (x, y) = (x + (numbers.popFirst() ?? 0), y + (numbers.popFirst() ?? 0))
          start = (x, y)
          out += "M\(print(x)) \(print(y))"
        case "h":
          let distance = numbers.popFirst() ?? 0
          x += distance
          out += distance == 0 ? "V\(print(y))" : "H\(print(x))"
        case "H":
          x = numbers.popFirst() ?? 0
          out += "H\(print(x))"
        case "V", "v":
          y = (command.1 == "v" ? y : 0) + (numbers.popFirst() ?? 0)
          out += "V\(print(y))"
        case "L":
          (x, y) = (numbers.popFirst() ?? 0, numbers.popFirst() ?? 0)
          out += "L\(print(x)) \(print(y))"
        case "l":
          (x, y) = (x + (numbers.popFirst() ?? 0), y + (numbers.popFirst() ?? 0))
          out += "L\(print(x)) \(print(y))"
        case "C", "c":
          let from = command.1 == "c" ? (x: x, y: y) : (x: 0, y: 0)
          var points: [(x: Int, y: Int)] = []
          for _ in 0..<3 {
            points.append(
              (from.x + (numbers.popFirst() ?? 0), from.y + (numbers.popFirst() ?? 0)))
          }
          out += "C" + points.map { "\(print($0.x)) \(print($0.y))" }.joined(separator: " ")
          (x, y) = points[2]
        default:
          (x, y) = start
          out += "Z"
        }
      } while !numbers.isEmpty
    }
    return out
  }

  /// Those that are not hidden.
  public var shown: [Element] { elements.filter { $0.attributes["display"] != "none" } }

  /// The elements as they are in each of `count` pictures.
  public func frames(_ tracks: String, count: Int) -> [FilmReader] {
    var frames = Array(repeating: self, count: count)
    let lines = tracks.split(separator: "\n").map {
      $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
    }
    for line in lines {
      var fields = line
      if fields.count == 3, fields[2].hasPrefix("@"), let like = Int(fields[2].dropFirst()) {
        fields[2...] = lines[like][2...]
      }
      guard fields.count > 3, let slot = Int(fields[0]), raw.indices.contains(slot) else {
        fatalError("no track: \(line)")
      }
      let name = fields[1]
      let base =
        name == "#" ? raw[slot].content : raw[slot].attributes[name] ?? "-"
      let values =
        fields[2].isEmpty || fields[2].unicodeScalars.first == ":"
        ? Self.texts(
          fields.dropFirst(3), in: Substring(fields[2].unicodeScalars.dropFirst()), from: base)
        : Self.numbers(fields[2], fields[3], from: base, count: count)
      precondition(values.count == count, "as many values as pictures: \(line)")
      for (frame, value) in values.enumerated() {
        if name == "#" {
          frames[frame].raw[slot].content = value
        } else {
          frames[frame].raw[slot].attributes[name] = value == "-" ? nil : value
        }
      }
    }
    return frames
  }

  private static func texts(
    _ fields: ArraySlice<String>, in common: Substring, from base: String
  ) -> [String] {
    var last = base
    return fields.map { field in
      if !field.isEmpty { last = common.isEmpty || field == "-" ? field : filled(common, field) }
      return last
    }
  }

  /// A text whose every `~` is one of the words that have `~` between them.
  private static func filled(_ common: Substring, _ words: String) -> String {
    var words = words.unicodeScalars.split(separator: "~", omittingEmptySubsequences: false)[...]
    return common.unicodeScalars.reduce(into: "") { text, scalar in
      if scalar == "~" {
        text += words.popFirst().map { String($0) } ?? ""
      } else {
        text.unicodeScalars.append(scalar)
      }
    }
  }

  private static func numbers(
    _ kind: String, _ moves: String, from base: String, count: Int
  ) -> [String] {
    let parts = kind.split(separator: ":", maxSplits: 1)
    let step = Decimal(string: String(parts[0])) ?? 0
    var offset = 0
    let offsets = whole(String(parts[1])).map { distance in
      offset += distance
      return offset
    }
    let moves = whole(moves)
    let number = /-?\d+(?:\.\d+)?/
    var now = base.matches(of: number).map { Decimal(string: String($0.0)) ?? 0 }
    return (0..<count).map { frame in
      for (index, offset) in offsets.enumerated() {
        now[offset] += Decimal(moves[frame * offsets.count + index]) * step
      }
      var next = now.makeIterator()
      return base.replacing(number) { _ in "\(next.next() ?? 0)" }
    }
  }

  private static let digits = Array(
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%()*+,-.:;?@[]^_")

  /// The whole numbers that a track's digits write.
  public static func numbers(in text: String) -> [Int] { whole(text) }

  private static func whole(_ text: String) -> [Int] {
    var codes = text.map { digits.firstIndex(of: $0) ?? -1 }[...]
    var numbers: [Int] = []
    while let code = codes.popFirst() {
      switch code {
      case 0..<75: numbers.append(code - 37)
      case 75, 76: numbers.append(38 + (code - 75) * 81 + (codes.popFirst() ?? 0))
      case 77, 78: numbers.append(-38 - (code - 77) * 81 - (codes.popFirst() ?? 0))
      default:
        let size = (0..<3).reduce(0) { sum, _ in sum * 81 + (codes.popFirst() ?? 0) }
        numbers.append(code == 79 ? size : -size)
      }
    }
    return numbers
  }

  private static func unescaped(_ text: String) -> String {
    text.replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&quot;", with: "\"")
      .replacing("&#13;", with: "\r").replacing("&amp;", with: "&")
  }
}
