import Testing
import VizTestSupport

@testable import VizTrace

/// Reading takes work in proportion to the text, along every side: counted and not timed.
@Suite(.enabled(if: Allocations.areCounted)) struct MetricGrowthTests {
  private static let texts: [String: @Sendable (_ size: Int) -> String] = [
    "columns of CSV": { size in
      let row = (0..<size).map { "\($0 % 7)" }.joined(separator: ",")
      return "\((0..<size).map { "m\($0)" }.joined(separator: ","))\n\(row)\n\(row)\n"
    },
    "columns of one name": { size in
      let row = (0..<size).map { "\($0 % 7)" }.joined(separator: ",")
      return "\(Array(repeating: "a", count: size).joined(separator: ","))\n\(row)\n\(row)\n"
    },
    "columns without names": { size in
      let row = (0..<size).map { "\($0 % 7)" }.joined(separator: ",")
      return "\(row)\n\(row)\n"
    },
    "rows of CSV": { size in "step,loss\n" + (0..<size).map { "\($0),0.5\n" }.joined() },
    "metrics of a value a row": { size in
      "step,metric,value\n" + (0..<size).map { "1,m\($0),0.5\n" }.joined()
    },
    "keys of JSON lines": { size in
      let fields = (0..<size).map { "\"m\($0)\": 1" }.joined(separator: ", ")
      return "{\(fields)}\n{\(fields)}\n"
    },
    "keys within an object": { size in
      let fields = (0..<size).map { "\"m\($0)\": 1" }.joined(separator: ", ")
      return "{\"deep\": {\(fields)}}\n{\"deep\": {\(fields)}}\n"
    },
    "JSON lines": { size in (0..<size).map { "{\"step\": \($0), \"loss\": 1}\n" }.joined() },
    "elements of a document": { size in
      "{\"log\": [" + (0..<size).map { "{\"step\": \($0), \"loss\": 1}" }.joined(separator: ",")
        + "]}"
    },
    "lines of MLflow": { size in (0..<size).map { "1700000000000 1.5 \($0)\n" }.joined() },
  ]

  @Test(arguments: texts.keys.sorted())
  func isProportional(text: String) throws {
    let make = try #require(Self.texts[text])
    let growth = try Allocations.growth(at: 8_000) {
      Array(make($0).utf8)
    } of: {
      try MetricTable(data: $0).allSeries.count
    }
    #expect(growth < 16, "\(text): \(growth)")
  }
}
