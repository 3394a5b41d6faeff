import Testing
import VizAutodiff
import VizBase

@Suite struct AttributeJSONTests {
  @Test(
    arguments: [
      true, false, 3, -1, 0.25, 1e-05, "tanh", [], [1, -2], .doubles([0.5, 2]), "-Infinity",
    ] as [Attribute])
  func survivesAFile(_ attribute: Attribute) {
    #expect(Attribute(attribute.json) == attribute)
  }

  @Test func writesNumbersThatJSONLacks() {
    #expect(Attribute.double(-.infinity).json == .string("-Infinity"))
    #expect(Attribute.double(.nan).json == .string("NaN"))
  }

  @Test func refusesWhatNoOperationTakes() {
    for json in [
      JSONValue.null, .array([.bool(true)]), .array([.string("a")]), .object([:]),
      .number("1e999999x"),
    ] {
      #expect(Attribute(json) == nil)
    }
  }
}
