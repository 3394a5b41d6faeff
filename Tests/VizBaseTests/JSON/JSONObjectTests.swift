import Testing

@testable import VizBase

@Suite struct JSONObjectTests {
  @Test func fieldsKeepTheirOrder() {
    var object: JSONObject = ["b": .null, "a": .bool(true), "b": .number("1")]
    object["c"] = .string("x")
    object["a"] = nil
    #expect(object.fields.map(\.key) == ["b", "c"])
    #expect(object["b"] == .number("1"))
    #expect(object["a"] == nil)
  }

  @Test func manyFieldsAreFound() {
    var object = JSONObject()
    for index in 0..<100_000 { object["k\(index)"] = .number("\(index)") }
    object["k50000"] = nil
    object["k50001"] = .null
    #expect(object["k49999"] == .number("49999"))
    #expect(object["k50000"] == nil)
    #expect(object["k50001"] == .null)
    #expect(object["k99999"] == .number("99999"))
    #expect(object.fields.count == 99_999)
  }

  @Test func equalityKnowsOrderAndNothingOfHowItCameAbout() {
    var small: JSONObject = ["a": .null]
    for index in 0..<40 { small["\(index)"] = .null }
    for index in 0..<40 { small["\(index)"] = nil }
    #expect(small == ["a": .null])
    #expect(JSONObject(dictionaryLiteral: ("a", .null), ("b", .null)) != ["b": .null, "a": .null])
  }
}
