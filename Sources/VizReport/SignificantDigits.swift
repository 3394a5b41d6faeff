/// A number rounded to some significant digits, from the shortest decimal that reads back as it.
struct SignificantDigits: Sendable {
  let text: String

  init(_ x: Double, _ digits: Int) {
    let parts = "\(abs(x))".lowercased().split(separator: "e")
    let mantissa = parts.first ?? "0"
    let point = mantissa.firstIndex(of: ".") ?? mantissa.endIndex
    // The place of the first figure, as a power of ten.
    var exponent = mantissa.distance(from: mantissa.startIndex, to: point) - 1
    exponent += parts.count > 1 ? Int(parts[1]) ?? 0 : 0
    var figures = mantissa.compactMap(\.wholeNumberValue)
    while figures.count > 1, figures.first == 0 {
      figures.removeFirst()
      exponent -= 1
    }
    if figures.count > digits {
      let roundsUp = figures[digits] >= 5
      figures = Array(figures.prefix(digits))
      if roundsUp {
        var place = digits - 1
        while place >= 0, figures[place] == 9 {
          figures[place] = 0
          place -= 1
        }
        if place >= 0 {
          figures[place] += 1
        } else {
          figures = [1] + figures.dropLast()
          exponent += 1
        }
      }
    }
    while figures.count > 1, figures.last == 0 { figures.removeLast() }
    text = (x < 0 ? "-" : "") + Self.set(figures, exponent, digits)
  }

  private static func set(_ figures: [Int], _ exponent: Int, _ digits: Int) -> String {
    let all = figures.map(String.init)
    if exponent < -5 || exponent >= digits {
      let fraction = all.dropFirst().joined()
      return all[0] + (fraction.isEmpty ? "" : "." + fraction) + "e\(exponent)"
    }
    if exponent < 0 {
      return "0." + String(repeating: "0", count: -exponent - 1) + all.joined()
    }
    let padded = all + [String](repeating: "0", count: max(0, exponent + 1 - all.count))
    let fraction = padded.dropFirst(exponent + 1).joined()
    return padded.prefix(exponent + 1).joined() + (fraction.isEmpty ? "" : "." + fraction)
  }
}
