import VizBase

extension MetricSeries {
  /// Reads a file of MLflow's: a line a value, with its time in milliseconds since 1970, the value
  /// and, in all but the oldest, its step.
  ///
  /// - Returns: nil where the text is none. A last line that is torn is left out.
  package init?(mlflow bytes: [UInt8], name: String) {
    self.init(name: name, steps: [], values: [], wallTimes: [])
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: true)
    for (number, line) in lines.enumerated() {
      let cells = line.split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\r") }.map { cell in
        Array(cell).withUnsafeBufferPointer { MetricNumber.read($0, decimalComma: 0) }
      }
      guard (2...3).contains(cells.count), case .number(let time) = cells[0], time > 1e8,
        case .number(let value) = cells[1]
      else {
        if number == lines.count - 1, number > 0 { break }
        return nil
      }
      var step = Double(number)
      if cells.count == 3 {
        guard case .number(let given) = cells[2], given == given.rounded() else { return nil }
        step = given
      }
      steps.append(step)
      values.append(value)
      wallTimes?.append(time / 1000)
    }
    if values.isEmpty { return nil }
  }
}
