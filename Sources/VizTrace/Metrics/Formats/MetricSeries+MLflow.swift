import VizBase

extension MetricSeries {
  /// Reads a file of MLflow's: a line a value, with its time in milliseconds since 1970, the value
  /// and, in all but the oldest, its step.
  ///
  /// - Returns: The values of the sound lines, and what is to be said of the others; nil where less
  ///   than half of the lines are sound.
  package static func mlflow(
    _ bytes: [UInt8], name: String
  ) -> (series: MetricSeries, remarks: [LogRemark])? {
    var series = MetricSeries(name: name, steps: [], values: [], wallTimes: [])
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    var number = 0
    var cellCount = 0
    var damaged: [Int] = []
    for (index, line) in lines.enumerated() where !line.allSatisfy({ $0 <= 0x20 }) {
      defer { number += 1 }
      guard let (time, value, step) = value(of: line) else {
        damaged.append(index + 1)
        continue
      }
      // A line that has no step, where others have one, is torn.
      let count = step == nil ? 2 : 3
      if cellCount == 0 { cellCount = count }
      guard count == cellCount else {
        damaged.append(index + 1)
        continue
      }
      series.steps.append(step ?? Double(number))
      series.values.append(value)
      series.wallTimes?.append(time)
    }
    guard !series.values.isEmpty, series.values.count >= damaged.count else { return nil }
    guard let first = damaged.first else { return (series, []) }
    let what =
      if damaged.count > 1 {
        "\(NumberFormat.grouped(Double(damaged.count))) lines are none of MLflow's metrics, and are"
          + " left out; the first is line \(first)"
      } else if first == lines.count {
        "the last line is torn, and is left out"
      } else {
        "line \(first) is none of MLflow's metrics, and is left out"
      }
    return (series, [LogRemark(.unreadable, what)])
  }

  /// The time in seconds, the value and the step of a line; nil where it is no such line.
  private static func value(
    of line: ArraySlice<UInt8>
  ) -> (time: Double, value: Double, step: Double?)? {
    let cells = line.split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\r") }.map { cell in
      Array(cell).withUnsafeBufferPointer { MetricNumber.read($0, decimalComma: 0) }
    }
    guard (2...3).contains(cells.count), case .number(let time) = cells[0], time > 1e8,
      case .number(let value) = cells[1]
    else { return nil }
    if cells.count == 2 { return (time / 1000, value, nil) }
    guard case .number(let step) = cells[2], step == step.rounded() else { return nil }
    return (time / 1000, value, step)
  }
}
