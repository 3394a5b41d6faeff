/// Writes an outline as the `d` of an SVG path: each point by its distance from the one before, which
/// takes about half the bytes of places on the picture.
///
/// Distances are between rounded places, so that rounding does not add up.
struct PathData {
  private var bytes: [UInt8] = []
  private let decimals: Int
  /// In how many parts a point is divided.
  private let parts: Double
  /// Where the pen is, and where the current part of the outline began, in these parts.
  private var pen = (x: Int64(0), y: Int64(0))
  private var start = (x: Int64(0), y: Int64(0))
  private var command: UInt8?

  /// - Parameter decimals: How many each number has at most: 1 or 2.
  init(decimals: Int = 2) {
    self.decimals = decimals
    parts = decimals == 1 ? 10 : 100
  }

  var text: String { String(decoding: bytes, as: UTF8.self) }

  mutating func append(_ element: Path.Element) {
    switch element {
    case .move(let point):
      let target = rounded(point)
      let isFirst = bytes.isEmpty
      // On a page, where there are many, a move is a distance as well: of points in a row it is short.
      let isDistance = decimals == 1 && !isFirst && distance(to: target) < magnitude(target)
      begin(UInt8(ascii: isDistance ? "m" : "M"))
      write(isDistance ? target.x - pen.x : target.x)
      write(isDistance ? target.y - pen.y : target.y)
      pen = target
      start = target
    case .line(let point):
      let target = rounded(point)
      let (x, y) = (target.x - pen.x, target.y - pen.y)
      let letter: Unicode.Scalar =
        if y == 0 && (x != 0 || decimals == 1) {
          "h"
        } else if x == 0 && y != 0 {
          "v"
        } else {
          "l"
        }
      begin(UInt8(ascii: letter))
      if letter != "v" { write(x) }
      if letter != "h" { write(y) }
      pen = target
    case .curve(let a, let b, let point):
      begin(UInt8(ascii: "c"))
      for control in [a, b, point].map({ rounded($0) }) {
        write(control.x - pen.x)
        write(control.y - pen.y)
      }
      pen = rounded(point)
    case .close:
      bytes.append(UInt8(ascii: "z"))
      command = nil
      pen = start
    }
  }

  /// A command is not repeated, and what follows it needs no space.
  private mutating func begin(_ letter: UInt8) {
    // A move that follows a move would be a line to SVG.
    if command == letter, letter | 0x20 != UInt8(ascii: "m") { return }
    bytes.append(letter)
    command = letter
  }

  private mutating func write(_ number: Int64) {
    if number >= 0, let last = bytes.last, UInt8(ascii: "0")...UInt8(ascii: "9") ~= last {
      bytes.append(UInt8(ascii: " "))
    }
    SVGNumber.append(number, decimals: decimals, to: &bytes)
  }

  private func magnitude(_ point: (x: Int64, y: Int64)) -> UInt64 {
    point.x.magnitude &+ point.y.magnitude
  }

  private func distance(to point: (x: Int64, y: Int64)) -> UInt64 {
    magnitude((point.x - pen.x, point.y - pen.y))
  }

  private func rounded(_ point: Point) -> (x: Int64, y: Int64) {
    (rounded(point.x), rounded(point.y))
  }

  /// Nothing is drawn that far away.
  private func rounded(_ number: Double) -> Int64 {
    let scaled = (number * parts).rounded()
    return abs(scaled) < 9e15 ? Int64(scaled) : 0
  }
}
