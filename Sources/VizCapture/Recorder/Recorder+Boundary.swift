import VizEvents
public import VizTrace

extension Recorder {
  /// Notes what the classifier makes of a part of the plane, after the update of the last step.
  ///
  /// The boundary is part of the run's report and of its film strip; what cannot be written is said in
  /// the log, and ends nothing.
  ///
  /// - Parameters:
  ///   - xRange: From the centre of the first column to that of the last.
  ///   - yRange: From the centre of the first row to that of the last.
  ///   - step: How many steps the classifier has taken; those that were recorded, if it is not said.
  ///   - side: How many columns and rows there are.
  ///   - examples: What it learns from, which is noted once.
  ///   - probabilities: The probability of each class at a place; of two classes, that of the second
  ///     alone will do.
  /// - Returns: What was noted.
  @discardableResult
  public func boundary(
    x xRange: ClosedRange<Double>, y yRange: ClosedRange<Double>, step: Int? = nil, side: Int = 64,
    examples: DecisionExamples? = nil,
    _ probabilities: (_ x: Double, _ y: Double) throws -> [Double]
  ) rethrows -> DecisionField {
    try aside {
      let field = try DecisionField(
        step: step ?? lastNumber.map { $0 + 1 } ?? 0, xRange: xRange, yRange: yRange, columns: side,
        rows: side, probabilities)
      write(field, examples)
      return field
    }
  }

  /// Appends a field to the run, and once what the classifier learns from.
  func write(_ field: DecisionField, _ examples: DecisionExamples?) {
    guard let directory else { return }
    do {
      if let examples, !hasExamples {
        try directory.append(examples)
        hasExamples = true
      }
      try directory.append(field)
    } catch {
      log?.text("capture/failure", "\(error)", step: field.step)
    }
  }
}
