import Testing
import VizTestSupport

@testable import VizBase

@Suite struct TOMLSettingsTests {
  private func value(_ text: String) throws -> JSONValue {
    let settings = try TOMLSettings(tomlData: Array("key = \(text)\n".utf8)).settings
    #expect(settings.count == 1 && settings.first?.key == "key")
    return try #require(settings.first).value
  }

  @Test(arguments: [
    ("0", "0"), ("+99", "99"), ("-17", "-17"), ("1_000", "1000"), ("0xDEAD_beef", "3735928559"),
    ("0o755", "493"), ("0b1101", "13"), ("18446744073709551615", "18446744073709551615"),
    ("9223372036854775808", "9223372036854775808"), ("3.14", "3.14"), ("-0.01", "-0.01"),
    ("5e+22", "5e22"), ("1e06", "1000000"), ("6.626e-34", "6.626e-34"), ("9_224.5", "9224.5"),
  ])
  func numbers(text: String, number: String) throws {
    let value = try value(text)
    #expect(value.double == Double(number))
    if !number.contains(where: { ".e".contains($0) }) { #expect(value == .number(number)) }
  }

  @Test func numbersThatJSONLacks() throws {
    #expect(try value("inf") == .string("Infinity"))
    #expect(try value("-inf") == .string("-Infinity"))
    #expect(try value("nan").spelledDouble?.isNaN == true)
  }

  @Test(arguments: [
    (#""a\tb\"\\\u00e9\U0001F600""#, "a\tb\"\\é😀"), (#"'C:\new'"#, #"C:\new"#), ("''", ""),
    ("\"\"\"one\ntwo\"\"\"", "one\ntwo"),
    ("\"\"\"\nfirst \n   second\"\"\"", "first \n   second"),
    ("\"\"\"fold\\\n\n   ed\"\"\"", "folded"), ("'''it''s'''", "it''s"),
    ("\"\"\"two: \"\"quotes\"\"\"\"", "two: \"\"quotes\""), ("'''end'''''", "end''"),
  ])
  func text(written: String, text: String) throws {
    #expect(try value(written) == .string(text))
  }

  @Test func arraysAndComments() throws {
    let text = """
      \u{FEFF}# A training.
      "data set" = 'moons'  # a name

      layers = [ 16, # wide
        [true, false],
      ]\r
      empty = []
      """
    let settings = try TOMLSettings(tomlData: Array(text.utf8))
    #expect(settings.settings.map(\.key) == ["data set", "layers", "empty"])
    #expect(
      settings.object["layers"] == .array([.number("16"), .array([.bool(true), .bool(false)])]))
    #expect(settings.object["empty"] == .array([]))
    #expect(settings.settings[1].location == TextLocation(line: 4, column: 10))
    #expect(settings.settings[1].keyLocation == TextLocation(line: 4, column: 1))
  }

  static let faults: [(text: String, words: String, kind: TOMLError.Kind)] = [
    ("conv = [1,}", "1:11: a value should stand here", .syntax),
    ("conv = [}", "1:9: a value should", .syntax),
    ("[}", "1:1: settings have no tables", .unsupported),
    ("conv = [", "1:8: this bracket", .syntax),
    ("a = {b = 1}", "1:5: a table", .unsupported),
    ("a.b = 1", "1:1: \"a\" would", .unsupported),
    ("lr = ", "1:6: a value should stand here, not the end", .syntax),
    ("lr 1", "1:4: after the key", .syntax),
    ("= 1", "1:1: a key should", .syntax),
    ("a = 1\na = 2", "2:1: \"a\" is set a second", .duplicateKey),
    ("a = 01", "1:5: ", .syntax),
    ("a = 1 2", "1:7: after the value", .syntax),
    ("a = .5", "1:5: ", .syntax),
    ("a = 5.", "1:5: ", .syntax),
    ("a = 1__0", "1:5: ", .syntax),
    ("a = 0x", "1:5: ", .syntax),
    ("a = moons", "1:5: \"moons\" is no value", .syntax),
    ("a = \"x", "1:5: this quotation", .syntax),
    ("a = \"\\x\"", "1:6: \\ begins", .syntax),
    ("a = \"\\ud800\"", "1:6: \\u", .syntax),
    ("a = 1979-05-27", "1:5: a date", .unsupported),
    ("a = 07:32:00", "1:5: a date", .unsupported),
    ("a = \"\u{1}\"", "1:6: text has no control", .syntax),
    ("a = 1 # \u{1}", "1:9: a comment", .syntax),
    ("\"\"\"a\"\"\" = 1", "1:1: a key stands", .syntax),
    ("a = 1\r\rb = 2", "1:6: ", .syntax),
    ("a = " + String(repeating: "[", count: 100_000), "1:37: arrays nest", .unsupported),
  ]

  @Test(arguments: faults)
  func whatIsNoSettingIsNamed(text: String, words: String, kind: TOMLError.Kind) {
    let error = #expect(throws: TOMLError.self) {
      try TOMLSettings(tomlData: Array(text.utf8))
    }
    #expect(error?.kind == kind)
    #expect(error?.description.hasPrefix(words) == true, "\(String(describing: error))")
  }

  @Test func bytesThatAreNoText() {
    let error = #expect(throws: TOMLError.self) {
      try TOMLSettings(tomlData: Array("a = 1\nb = \"".utf8) + [0xFF, 0x22])
    }
    #expect(error?.description == "2:6: the text is not UTF-8")
  }

  /// Whatever the bytes: settings, or one line with its place.
  @Test func damagedSettings() {
    let sources = [
      "conv = [8, 16]\nlayers = [16,\n 16] # two\nlr = 1e-3\nseed = 7\n",
      "dataset = \"a\\u00e9.csv\"\nlabel = '''y'''\nnoise = inf\n\"x y\" = 0x1F\n",
      "s = \"\"\"a\\\n  b\"\"\"\nb = true\nd = 1979-05-27T07:32:00Z\n[table]\n",
    ].map { Array($0.utf8) }
    var random = SeededRandom(seed: 1906)
    var readable = 0
    for round in 0..<20_000 {
      var bytes = sources.randomElement(using: &random) ?? []
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        damage(&bytes, with: sources, marks: "[]{}\"'\\=,.#_+-0exnu \n\r", using: &random)
      }
      do {
        let settings = try TOMLSettings(tomlData: bytes)
        readable += 1
        _ = settings.object
      } catch {
        #expect(error.location?.line != nil && !error.message.contains("\n"), "round \(round)")
      }
    }
    #expect(readable > 500)
  }
}
