/// Writes an outline as the `d` of an SVG path: each point by its distance from the one before, which
/// takes about half the bytes of places on the picture.
///
/// Distances are between rounded places, so that rounding does not add up.
struct PathData {
  private(set) var text = ""
  /// Where the pen is, and where the current part of the outline began, in hundredths.
  private var pen = (x: Int64(0), y: Int64(0))
  private var start = (x: Int64(0), y: Int64(0))
  private var command: Character?

  mutating func append(_ element: Path.Element) {
    switch element {
    case .move(let point):
      pen = Self.place(point)
      start = pen
      begin("M")
      write(pen.x, pen.y)
    case .line(let point):
      begin("l")
      let place = Self.place(point)
      write(place.x - pen.x, place.y - pen.y)
      pen = place
    case .curve(let a, let b, let point):
      begin("c")
      let place = Self.place(point)
      for control in [Self.place(a), Self.place(b), place] {
        write(control.x - pen.x, control.y - pen.y)
      }
      pen = place
    case .close:
      text += "z"
      command = nil
      pen = start
    }
  }

  /// A command is not repeated, and what follows it needs no space.
  private mutating func begin(_ letter: Character) {
    // A move that follows a move is a line to SVG.
    if command == letter, letter != "M" { return }
    text.append(letter)
    command = letter
  }

  private mutating func write(_ x: Int64, _ y: Int64) {
    for number in [x, y] {
      if number >= 0, text.last?.isNumber ?? false { text += " " }
      text += Decimal.hundredths(number)
    }
  }

  private static func place(_ point: Point) -> (x: Int64, y: Int64) {
    (rounded(point.x), rounded(point.y))
  }

  /// Nothing is drawn that far away.
  private static func rounded(_ number: Double) -> Int64 {
    let scaled = (number * 100).rounded()
    return abs(scaled) < 9e15 ? Int64(scaled) : 0
  }
}
