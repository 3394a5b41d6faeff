import Foundation

@testable import VizPlot

/// The fields that the oracle knows, by its names.
enum ContourFields {
  static func field(_ name: String) -> ScalarField? {
    guard let function = functions[name] else { return nil }
    return ScalarField(columns: 81, rows: 61, xRange: -3...3, yRange: -2...2, function)
  }

  private static let functions: [String: @Sendable (Double, Double) -> Double] = [
    "plane": { x, y in x + 0.3 * y },
    "bowl": { x, y in x * x + 2 * y * y },
    "saddle": { x, y in x * y },
    "waves": { x, y in sin(3 * x) * cos(4 * y) },
    "peaks": { x, y in
      let first = 3 * (1 - x) * (1 - x) * exp(-x * x - (y + 1) * (y + 1))
      let second = 10 * (x / 5 - pow(x, 3) - pow(y, 5)) * exp(-x * x - y * y)
      return first - second - exp(-(x + 1) * (x + 1) - y * y) / 3
    },
    "banana": { x, y in log(1 + (1 - x) * (1 - x) + 5 * (y - x * x) * (y - x * x)) },
    "rings": { x, y in cos(6 * (x * x + y * y).squareRoot()) },
    "sigmoid": { x, y in 1 / (1 + exp(-(3 * x - 4 * sin(2 * y)))) },
    "ripples": { x, y in sin(12 * x + 1) * sin(14 * y) + 0.1 * x },
    "ridge": { x, y in exp(-8 * (y - sin(x)) * (y - sin(x))) },
  ]
}
