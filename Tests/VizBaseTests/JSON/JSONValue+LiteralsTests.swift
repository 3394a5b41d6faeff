import Testing
import VizBase

@Suite struct JSONValueLiteralsTests {
  @Test func everyLiteralIsAValue() {
    let count = 3
    let value: JSONValue = [
      "name": "step \(count)", "shape": [2, 3], "rate": 0.1, "isTrained": true, "note": nil,
      "nested": ["a": [1, "two", false, nil]], "none": [:], "empty": [],
    ]
    #expect(
      value.jsonText()
        == #"{"name": "step 3", "shape": [2, 3], "rate": 0.1, "isTrained": true, "note": null, "#
        + #""nested": {"a": [1, "two", false, null]}, "none": {}, "empty": []}"#)
    #expect(JSONValue("text") == .string("text") && JSONValue(true) == .bool(true))
    #expect(JSONValue([1, 2]) == .array([.number("1"), .number("2")]))
  }

  @Test func pairsKeepTheirOrderAndTheLastOfAKeyCounts() {
    let pairs: [(String, JSONValue)] = [("b", 1), ("a", 2), ("b", 3)]
    let object = JSONObject(pairs)
    #expect(object.map(\.key) == ["b", "a"] && object["b"] == 3)
    #expect(JSONValue(pairs) == ["b": 3, "a": 2])
    #expect(object.count == 2 && object[1].value == 2)
  }

  @Test func nilRemovesAFieldAndNullIsAValue() {
    var object: JSONObject = ["a": 1, "b": 2]
    object["a"] = nil
    #expect(object == ["b": 2])
    object["b"] = .null
    #expect(object["b"] == JSONValue.null && object.count == 1)
  }
}
