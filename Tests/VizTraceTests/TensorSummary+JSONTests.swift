import Testing
import VizBase

@testable import VizTrace

@Suite struct TensorSummaryJSONTests {
  private let fields = """
    "count": 3, "mean": "NaN", "std": 0, "min": 0, "max": 1, "norm": 1, "zeros": 2, "nan": 0, "inf": 0
    """

  @Test func summariesAreRead() throws {
    let data = try value(#"{"summary": {\#(fields), "histogram": null, "p99": 1.0}, "unit": "V"}"#)
    let summary = try #require(data?.summary)
    #expect(summary.count == 3 && summary.zeros == 2 && summary.mean.isNaN)
    #expect(summary.unknownFields == ["p99": .number("1.0")])
    #expect(summary.siblingFields == ["unit": .string("V")])
  }

  @Test func missingFieldsAreNamed() {
    for field in TensorSummary.requiredFields {
      let text = fields.replacing("\"\(field)\"", with: "\"other\"")
      let error = refusal(file(#"{"id": "a", "op": "x", "value": {"summary": {\#(text)}}}"#))
      #expect(error?.message == "node \"a\": the summary lacks \"\(field)\"")
    }
  }

  @Test func fieldsThatStandTwiceAreRefused() {
    for text in [
      #"{"summary": {\#(fields), "count": 3}}"#, #"{"summary": {\#(fields)}, "summary": {}}"#,
      #"{"summary": {\#(fields), "histogram": {"edges": [0], "edges": [0]}}}"#,
      #"{"summary": {\#(fields), "histogram": {"counts": [], "counts": []}}}"#,
      #"{"x": 1, "x": 1}"#, #"{"summary": {\#(fields), "histogram": {"x": 1, "x": 1}}}"#,
    ] {
      #expect(
        refusal(file(#"{"id": "a", "op": "x", "value": \#(text)}"#))?.kind == .duplicateField)
    }
  }
}
