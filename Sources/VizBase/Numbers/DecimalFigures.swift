/// The decimal figures of a number, from the shortest decimal that reads back as it, so that no
/// power of ten is computed, which would round or overflow at the ends of the range.
package struct DecimalFigures: Sendable, Equatable {
  /// From the first that is not 0; of the number 0, a 0.
  package private(set) var figures: [Int]
  /// The power of ten that the first figure counts.
  package private(set) var exponent: Int

  /// The figures of a finite number, whatever its sign.
  package init(_ number: Double) {
    let parts = "\(number.magnitude)".split(separator: "e")
    let mantissa = parts.first ?? "0"
    let point = mantissa.firstIndex(of: ".") ?? mantissa.endIndex
    exponent = mantissa.distance(from: mantissa.startIndex, to: point) - 1
    exponent += parts.count > 1 ? Int(parts[1]) ?? 0 : 0
    figures = mantissa.compactMap(\.wholeNumberValue)
    while figures.count > 1, figures.first == 0 {
      figures.removeFirst()
      exponent -= 1
    }
  }

  /// At most `digits` figures, at least one; a half is rounded away from zero.
  package func rounded(to digits: Int) -> DecimalFigures {
    guard digits > 0, figures.count > digits else { return self }
    var rounded = self
    rounded.figures = Array(figures.prefix(digits))
    guard figures[digits] >= 5 else { return rounded }
    var place = digits - 1
    while place >= 0, rounded.figures[place] == 9 {
      rounded.figures[place] = 0
      place -= 1
    }
    if place >= 0 {
      rounded.figures[place] += 1
    } else {
      rounded.figures = [1] + rounded.figures.dropLast()
      rounded.exponent += 1
    }
    return rounded
  }
}
