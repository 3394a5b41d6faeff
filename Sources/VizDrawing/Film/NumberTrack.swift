/// Texts that differ in numbers alone.
struct NumberTrack {
  let text: String

  /// Nil where more than numbers differ.
  init?(_ values: [String], from base: String) {
    guard let start = Self.split(base) else { return nil }
    var frames: [[Int]] = []
    for value in values {
      guard let parts = Self.split(value), parts.skeleton == start.skeleton else { return nil }
      frames.append(parts.numbers)
    }
    let changing = start.numbers.indices.filter { index in
      frames.contains { $0[index] != start.numbers[index] }
    }
    var moves: [Int] = []
    var last = start.numbers
    for frame in frames {
      moves += changing.map { frame[$0] - last[$0] }
      last = frame
    }
    let step = moves.reduce(0, Self.divisor)
    guard step > 0 else { return nil }
    var out = SVGNumber.plain(Double(step) / Double(Self.scale)) + ":"
    var before = 0
    for index in changing {
      guard let digits = TrackNumber.text(index - before) else { return nil }
      out += digits
      before = index
    }
    out += "\t"
    for move in moves {
      guard let digits = TrackNumber.text(move / step) else { return nil }
      out += digits
    }
    text = out
  }

  private static let scale = 1_000_000

  private static func divisor(_ a: Int, _ b: Int) -> Int {
    var (a, b) = (abs(a), abs(b))
    while b > 0 { (a, b) = (b, a % b) }
    return a
  }

  /// The numbers of a text, in millionths, and what is around them.
  private static func split(_ text: String) -> (skeleton: String, numbers: [Int])? {
    var skeleton = ""
    var numbers: [Int] = []
    var digits = ""
    func close() -> Bool {
      guard !digits.isEmpty else { return true }
      guard let number = Double(digits), abs(number) <= Picture.farthest else { return false }
      numbers.append(Int((number * Double(scale)).rounded()))
      skeleton += "0"
      digits = ""
      return true
    }
    for character in text.unicodeScalars {
      switch character {
      case "0"..."9", ".", "-": digits.unicodeScalars.append(character)
      default:
        guard close() else { return nil }
        skeleton.unicodeScalars.append(character)
      }
    }
    return close() ? (skeleton, numbers) : nil
  }
}

/// Whole numbers in few characters, none of which means anything in HTML.
///
/// There are 81 digits. A digit below 75 is a number from -37 to 37. The digits 75 and 76 begin
/// those from 38 to 199, and 77 and 78 those from -38 to -199, with one digit more; 79 and 80 begin
/// greater and lesser ones, with three digits more.
package enum TrackNumber {
  /// The 81 digits, in the order of their values from 0.
  package static let digits =
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%()*+,-.:;?@[]^_"
  private static let table = Array(digits)

  /// The number's digits; nil for one that is too large.
  static func text(_ number: Int) -> String? {
    guard number.magnitude < 81 * 81 * 81 else { return nil }
    let magnitude = abs(number)
    if magnitude <= 37 { return String(table[number + 37]) }
    if magnitude <= 199 {
      let rest = magnitude - 38
      return String([table[(number > 0 ? 75 : 77) + rest / 81], table[rest % 81]])
    }
    return String([
      table[number > 0 ? 79 : 80], table[magnitude / 6561], table[magnitude / 81 % 81],
      table[magnitude % 81],
    ])
  }
}
