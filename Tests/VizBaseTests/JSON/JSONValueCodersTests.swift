import Testing
import VizBase

@Suite struct JSONValueCodersTests {
  private struct Settings: Codable, Equatable {
    enum Mode: String, Codable { case fast, careful }
    struct Layer: Codable, Equatable {
      var width: UInt8
      var scale: Float
      var mode: Mode?
    }

    var name = "a/b"
    var rate = 1e-5
    var seed = UInt64.max
    var isOn = true
    var layers = [Layer(width: 255, scale: 0.1, mode: .careful), Layer(width: 0, scale: 2)]
    var counts = ["z": 1, "a": 2]
    var shapes: [[Int]] = [[], [1, 2]]
    var limit: Double?
    var rest: [String: JSONValue] = ["kept": .number("1.50")]
  }

  @Test func valuesComeBack() throws {
    let value = try JSONValue(encoding: Settings())
    #expect(
      value.sorted.jsonText(.compact)
        == #"{"counts":{"a":2,"z":1},"isOn":true,"layers":[{"mode":"careful","scale":0.1,"#
        + #""width":255},{"scale":2,"width":0}],"name":"a/b","rate":1e-05,"#
        + #""rest":{"kept":1.50},"seed":18446744073709551615,"shapes":[[],[1,2]]}"#)
    #expect(try value.decoded() == Settings())
    #expect(try JSONValue(jsonText: value.jsonText(.indented)).decoded() == Settings())
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity, -0.0, .leastNonzeroMagnitude, 0x1p53, 0.1])
  func numbersComeBackToTheBit(_ number: Double) throws {
    let back: [Double] = try JSONValue(encoding: [number]).decoded()
    #expect(back.map(\.bitPattern) == [number.bitPattern])
  }

  @Test func wholeNumbersMayBeWrittenAsFloats() throws {
    #expect(try JSONValue(jsonText: "[2.0, 1e3]").decoded(as: [Int].self) == [2, 1000])
  }

  @Test(arguments: [
    "[1.5]", "[300]", "[-1]", #"["1"]"#, "[true]", "[null]", "{}", "1", "[[1]]",
  ])
  func whatDoesNotFitIsRefused(_ text: String) throws {
    let value = try JSONValue(jsonText: text)
    #expect(throws: DecodingError.self) { try value.decoded(as: [UInt8].self) }
  }

  @Test func theFieldAtFaultIsNamed() throws {
    let text = #"{"width": 1, "scale": "wide"}"#
    let error = #expect(throws: DecodingError.self) {
      try JSONValue(jsonText: text).decoded(as: Settings.Layer.self)
    }
    guard case .typeMismatch(_, let context) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(context.codingPath.map(\.stringValue) == ["scale"])
  }

  @Test func indentedTextHasAnElementALine() throws {
    let value = try JSONValue(jsonText: #"{"b": [1, {}], "a": "x", "c": []}"#)
    #expect(
      value.jsonText(.indented) == """
        {
          "b" : [
            1,
            {

            }
          ],
          "a" : "x",
          "c" : [

          ]
        }
        """)
    #expect(value.jsonText(.compact) == #"{"b":[1,{}],"a":"x","c":[]}"#)
  }
}
