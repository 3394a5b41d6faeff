import VizBase

/// A number rounded to some significant digits, without trailing zeros.
struct SignificantDigits: Sendable {
  let text: String

  init(_ x: Double, _ digits: Int) {
    let rounded = DecimalFigures(x).rounded(to: digits)
    var figures = rounded.figures
    while figures.count > 1, figures.last == 0 { figures.removeLast() }
    text = (x < 0 ? "-" : "") + Self.set(figures, rounded.exponent, digits)
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
