import Foundation
public import VizNeural
public import VizTensor
public import VizTrace

extension DecisionField {
  /// What a network makes of the plane, on a grid.
  ///
  /// A network of one output is a classifier of two classes, by the sigmoid of that output; one of
  /// several is one of as many, by their softmax. Nil for a network whose inputs are no places of a
  /// plane.
  ///
  /// - Parameters:
  ///   - network: The network, as it is after `step` steps.
  ///   - step: The number of the step.
  ///   - xRange: From the centre of the first column to that of the last.
  ///   - yRange: From the centre of the first row to that of the last.
  ///   - side: How many columns and rows there are.
  public init?<Scalar: TensorScalar>(
    of network: Network<Scalar>, step: Int, xRange: ClosedRange<Double>,
    yRange: ClosedRange<Double>, side: Int = 64
  ) throws {
    guard network.inputShape == [2], side > 1 else { return nil }
    let centers = Self.centers(columns: side, rows: side, xRange, yRange)
    let scores = try network.predict(
      Tensor(centers.flatMap { [Scalar($0.x), Scalar($0.y)] }, shape: Shape([side * side, 2])))
    let outputs = scores.elements.count / (side * side)
    var logarithms: [Int16] = []
    logarithms.reserveCapacity(side * side * max(outputs, 2))
    for start in stride(from: 0, to: scores.elements.count, by: max(outputs, 1)) {
      let row = scores.elements[start..<start + outputs].map(\.asDouble)
      // Of one output, the sigmoid is the softmax beside a score of 0.
      logarithms += Self.logSoftmax(outputs == 1 ? [0] + row : row).map(Self.code)
    }
    self.init(
      step: step, columns: side, rows: side, xRange: xRange, yRange: yRange,
      classes: max(outputs, 2), logarithms: logarithms)
  }

  private static func logSoftmax(_ scores: [Double]) -> [Double] {
    let greatest = scores.max() ?? 0
    let sum = scores.reduce(0) { $0 + exp($1 - greatest) }
    return scores.map { $0 - greatest - log(sum) }
  }
}
