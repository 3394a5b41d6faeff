import VizBase

/// The values of metrics one by one, in the order of the log.
public struct MetricValues: Sendable {
  private let series: [MetricSeries]

  /// The values of some series, one series after the other.
  public init(_ series: [MetricSeries]) { self.series = series }

  /// A row a value: metric, step, time in seconds since 1970 and value, with a head.
  public var csv: String {
    var text = "metric,step,wall_time,value\n"
    forEach { name, step, time, value in
      text +=
        [
          MetricTable.cell(name), MetricTable.number(step), time.map(MetricTable.number) ?? "",
          MetricTable.number(value),
        ].joined(separator: ",") + "\n"
    }
    return text
  }

  /// The same as an object a line; NaN and infinities are strings.
  public var jsonLines: String {
    var text = ""
    forEach { name, step, time, value in
      var object: JSONObject = ["metric": .string(name), "step": JSONValue(step)]
      if let time { object["wall_time"] = JSONValue(time) }
      object["value"] = JSONValue(value)
      text += JSONValue.object(object).jsonText() + "\n"
    }
    return text
  }

  private func forEach(
    _ body: (_ name: String, _ step: Double, _ time: Double?, _ value: Double) -> Void
  ) {
    for one in series {
      for index in one.values.indices where index < one.steps.count {
        body(one.name, one.steps[index], one.wallTimes?[index], one.values[index])
      }
    }
  }
}
