import Foundation
import VizDrawing
import VizPlot
import VizTrace

extension DecisionField {
  /// The probabilities between the places that were asked, their logarithms in proportion to how
  /// near they are; beyond the outermost places those of the nearest.
  var classifier: Classifier {
    { points in points.map { probabilities(at: $0) } }
  }

  private func probabilities(at point: Point) -> [Double] {
    let (left, right, x) = Self.neighbours(of: point.x, xRange, columns)
    let (low, high, y) = Self.neighbours(of: point.y, yRange, rows)
    let logarithms = (0..<classes).map { index in
      func at(_ column: Int, _ row: Int) -> Double {
        logarithm(of: index, column: column, row: row)
      }
      let below = at(left, low) * (1 - x) + at(right, low) * x
      let above = at(left, high) * (1 - x) + at(right, high) * x
      return below * (1 - y) + above * y
    }
    let shares = logarithms.map { exp($0) }
    let sum = shares.reduce(0, +)
    // Probabilities add up to 1; what was no number was noted as the least that can be.
    return sum > 1e-6 ? shares.map { $0 / sum } : shares.map { _ in .nan }
  }

  /// The places on both sides of a coordinate, and how far it is from the first to the second.
  private static func neighbours(
    of value: Double, _ range: ClosedRange<Double>, _ count: Int
  ) -> (Int, Int, Double) {
    let width = range.upperBound - range.lowerBound
    guard width > 0, value.isFinite, count > 1 else { return (0, 0, 0) }
    let exact = (value - range.lowerBound) / width * Double(count - 1)
    let clamped = min(max(exact, 0), Double(count - 1))
    let first = min(Int(clamped), count - 2)
    return (first, first + 1, clamped - Double(first))
  }
}
