import Foundation
import Testing

@testable import VizBase

@Suite struct JSONValueCodableTests {
  @Test func valuesSurviveOtherCoders() throws {
    let text = """
      {"a": [null, true, false, 0, 1, -0.0, 0.1, 9007199254740993, 18446744073709551615, \
      1e+300, "x"], "b": {"c": [], "d": {}}}
      """
    let value = try JSONValue(jsonText: text)
    let data = try JSONEncoder().encode(value)
    #expect(try JSONDecoder().decode(JSONValue.self, from: data).jsonText() == text)
  }
}
