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
    let (places, isMany) = columns.multipliedReportingOverflow(by: rows)
    let (count, areMany) = places.multipliedReportingOverflow(by: classes)
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
