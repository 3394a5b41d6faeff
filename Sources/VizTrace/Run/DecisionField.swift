import Foundation

/// What a classifier makes of every place of a part of the plane, at one step of its training.
public struct DecisionField: Sendable, Hashable {
  /// How many steps of training the classifier had taken.
  public var step: Int
  /// How many places a row has, along x.
  public var columns: Int
  /// How many places a column has, along y.
  public var rows: Int
  /// From the centre of the first column to that of the last.
  public var xRange: ClosedRange<Double>
  /// From the centre of the first row to that of the last.
  public var yRange: ClosedRange<Double>
  /// How many classes there are.
  public var classes: Int
  /// The natural logarithm of the probability of each class at each place, in 1024ths and at least
  /// -32: row by row from the least y, place by place, class by class.
  ///
  /// Logarithms, because between two places it is these that change evenly, also where a classifier
  /// is all but sure.
  public var logarithms: [Int16]

  /// Nil unless there is a probability for every place and class.
  public init?(
    step: Int, columns: Int, rows: Int, xRange: ClosedRange<Double>, yRange: ClosedRange<Double>,
    classes: Int, logarithms: [Int16]
  ) {
    let (cells, isMany) = columns.multipliedReportingOverflow(by: rows)
    let (count, areMany) = cells.multipliedReportingOverflow(by: classes)
    guard columns > 0, rows > 0, classes > 0, !isMany, !areMany, logarithms.count == count
    else { return nil }
    self.step = step
    self.columns = columns
    self.rows = rows
    self.xRange = xRange
    self.yRange = yRange
    self.classes = classes
    self.logarithms = logarithms
  }

  /// What a classifier of one's own makes of a part of the plane.
  ///
  /// - Parameters:
  ///   - step: How many steps of training the classifier had taken.
  ///   - xRange: From the centre of the first column to that of the last.
  ///   - yRange: From the centre of the first row to that of the last.
  ///   - columns: How many places a row has; at least 2.
  ///   - rows: How many places a column has; at least 2.
  ///   - probabilities: The probability of each class at a place; of two classes, that of the second
  ///     alone will do. A class that a list lacks has the probability 0 there.
  public init(
    step: Int = 0, xRange: ClosedRange<Double>, yRange: ClosedRange<Double>, columns: Int = 64,
    rows: Int = 64, _ probabilities: (_ x: Double, _ y: Double) throws -> [Double]
  ) rethrows {
    let (columns, rows) = (min(max(columns, 2), 4096), min(max(rows, 2), 4096))
    let answers = try Self.centers(columns: columns, rows: rows, xRange, yRange).map {
      let answer = try probabilities($0.x, $0.y)
      return answer.count == 1 ? [1 - answer[0], answer[0]] : answer
    }
    let classes = max(answers.map(\.count).max() ?? 0, 2)
    self.step = step
    self.columns = columns
    self.rows = rows
    self.xRange = xRange
    self.yRange = yRange
    self.classes = classes
    logarithms = answers.flatMap { answer in
      (0..<classes).map { Self.code($0 < answer.count ? log(answer[$0]) : -32) }
    }
  }

  /// The centres of all cells: row by row from the least y.
  package static func centers(
    columns: Int, rows: Int, _ xRange: ClosedRange<Double>, _ yRange: ClosedRange<Double>
  ) -> [(x: Double, y: Double)] {
    func coordinate(_ index: Int, of count: Int, _ range: ClosedRange<Double>) -> Double {
      let share = count > 1 ? Double(index) / Double(count - 1) : 0
      return range.lowerBound + (range.upperBound - range.lowerBound) * share
    }
    return (0..<max(rows, 0)).flatMap { row in
      (0..<max(columns, 0)).map { column in
        (coordinate(column, of: columns, xRange), coordinate(row, of: rows, yRange))
      }
    }
  }

  /// The natural logarithm of the probability of a class at a place; -32 outside.
  public func logarithm(of class: Int, column: Int, row: Int) -> Double {
    guard (0..<classes).contains(`class`), (0..<columns).contains(column),
      (0..<rows).contains(row)
    else { return -32 }
    return Double(logarithms[(row * columns + column) * classes + `class`]) / 1024
  }

  /// A logarithm as ``logarithms`` has it; NaN as the least.
  public static func code(_ logarithm: Double) -> Int16 {
    // In range: from −32768 to 0.
    Int16((max(-32, min(logarithm.isNaN ? -32 : logarithm, 0)) * 1024).rounded())
  }
}

/// The examples that a classifier learns from, where they are places of a plane.
public struct DecisionExamples: Sendable, Hashable {
  /// The first coordinate of each.
  public var x: [Double]
  /// The second coordinate of each.
  public var y: [Double]
  /// The true class of each.
  public var classes: [Int]

  /// Nil unless there are as many of each.
  public init?(x: [Double], y: [Double], classes: [Int]) {
    guard x.count == y.count, classes.count == x.count else { return nil }
    self.x = x
    self.y = y
    self.classes = classes
  }
}
