import Testing

@testable import VizBase

@Suite struct JSONValueJSONTests {
  @Test func textSurvivesAsItWas() throws {
    let text = #"{"b": [1.0, -0, 1e400, {"c": {}}], "a": [], "t": true, "n": null, "s": "\u001b/"}"#
    #expect(try JSONValue(jsonText: text).jsonText() == text)
    #expect(try JSONValue(jsonText: " 7\n") == .number("7"))
  }

  @Test func numbersAreWrittenInTheFewestDigits() {
    for (value, text) in [
      (0, "0"), (-0.0, "-0.0"), (1, "1"), (-12, "-12"), (0.1, "0.1"),
      (0x1p53 - 1, "9007199254740991"),
      (1e16, "1e+16"), (.leastNonzeroMagnitude, "5e-324"), (.nan, "\"NaN\""),
      (-.infinity, "\"-Infinity\""), (.infinity, "\"Infinity\""),
    ] as [(Double, String)] {
      #expect(JSONValue(value).jsonText() == text)
    }
    #expect(JSONValue(Int.min).jsonText() == "-9223372036854775808")
  }

  @Test func whatIsNoValueIsRefused() {
    for (text, words) in [
      ("", "1:1: the file ends where a value should stand"),
      ("1 2", "1:3: more follows after the end of the value"),
      ("[1 2]", #"1:4: expected "," or "]" after an element of an array, found "2""#),
      ("[1,]", "1:4: a comma stands before the closing bracket"),
      ("[,1]", #"1:2: expected a value, found ",""#),
      (#"{"a" 1}"#, #"1:6: expected ":" after the name of a field, found "1""#),
      ("{a: 1}", #"1:2: expected the name of a field in quotation marks, found "a""#),
      (#"{"a": 1, "a": 2}"#, #"1:10: the field "a" stands twice in one object"#),
      (#"[{"a": {"é": 1, "e\u0301": 2}}]"#, #"1:17: the field "é" stands twice in one object"#),
      ("[tru]", "1:2: expected a value; a word outside quotation marks is none"),
      ("tru", "1:1: the file ends in the middle of true"),
      ("[\u{202E}]", #"1:2: expected a value, found "\u{202e}""#),
      ("[1}", #"1:3: expected "," or "]" after an element of an array, found "}""#),
    ] {
      #expect { try JSONValue(jsonText: text) } throws: { "\($0)" == words }
    }
  }
}
