import Foundation
import Testing
import VizBase
import VizDiagnosis
import VizTrace

@testable import VizReport

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// Whatever a run calls its things, the page stays a page, and shows the names as text.
@Suite struct ReportHostilityTests {
  private static let payloads = [
    "</script><script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg onload=alert(1)>",
    "\" onmouseover=\"alert(1)", "' autofocus onfocus='alert(1)", "javascript:alert(1)",
    "<a href=\"javascript:alert(1)\">x</a>", "</style><style>*{display:none}", "-->", "<!--",
    "]]>", "<![CDATA[", "&lt;b&gt;", "&#x3c;b&#x3e;", "&quot;", "{{{style}}}", "{{title}}", "}}}",
    "\u{202e}gnp.exe", "\u{2066}\u{2069}", "\u{200b}\u{feff}", "a\u{0}b", "a\u{8}b", "line\nbreak",
    "tab\tbreak", "</template>", "</svg>", "</table><h1>", "<base href=//x>", "%3Cscript%3E",
    "\\u003cscript\\u003e", "${alert(1)}", "`alert(1)`", "'; drop table runs; --",
    "../../etc/passwd",
    "\u{1F9E0}\u{200d}\u{1F525}", "e\u{301}\u{301}\u{301}", "שלום", "العربية", "漢字かな",
  ]

  /// 300 strings: the payloads alone, and around and within other text.
  static let strings: [String] = {
    var strings =
      payloads + [
        "", " ", String(repeating: "x", count: 10_000), String(repeating: "<", count: 500),
        String(decoding: [0x3c, 0xff, 0xfe, 0x80, 0x3e] as [UInt8], as: UTF8.self),
      ]
    var turn = 0
    while strings.count < 300 {
      let payload = payloads[turn % payloads.count]
      let other = payloads[(7 * turn + 3) % payloads.count]
      switch turn / payloads.count % 4 {
      case 0: strings.append("loss \(turn) " + payload)
      case 1: strings.append(payload + other + "\(turn)")
      case 2: strings.append("dense\(turn)/" + payload + "/W")
      default: strings.append(other + " = \(turn)" + payload.uppercased())
      }
      turn += 1
    }
    return strings
  }()

  /// The tags of a page, each with the names of its attributes.
  private static func tags(_ page: String) -> Set<String> {
    Set(
      page.matches(of: /<\/?[a-zA-Z][^<>]*>/).map { match in
        let bare = match.0.replacing(/="[^"]*"/, with: "")
        let words = bare.dropFirst().dropLast().split { $0 == " " || $0 == "/" }
        return words.map(String.init).joined(separator: " ")
      })
  }

  /// What text needs beside what a plain page has.
  private static let ofText: Set = ["direction", "textLength", "lengthAdjust", "tspan"]

  private static func expectPlain(
    _ html: String, beside plain: String, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let known = Set(tags(plain).flatMap { $0.split(separator: " ").map(String.init) })
      .union(ofText)
    let unknown = tags(html).filter { tag in
      tag.split(separator: " ").contains { !known.contains(String($0)) }
    }
    #expect(unknown.isEmpty, sourceLocation: sourceLocation)
    #expect(
      html.components(separatedBy: "<script").count == 2, sourceLocation: sourceLocation)
    #expect(!html.unicodeScalars.contains("\0"), sourceLocation: sourceLocation)
  }

  @Test func allAreShownAsText() async throws {
    #expect(Set(Self.strings).count == 300)
    var traits = MadeRun.Traits(steps: 2)
    let usual = try MadeRun(traits)
    traits.others = Self.strings
    let made = try MadeRun(traits)
    let plain = try await ReportTests.html([usual.history])
    let html = try await ReportTests.html([made.history])
    Self.expectPlain(html, beside: plain)
    for text in Self.strings {
      let shown = text.escaped(limit: 60).replacing("&", with: "&amp;")
        .replacing("<", with: "&lt;").replacing(">", with: "&gt;")
        .replacing("\"", with: "&quot;").replacing("'", with: "&#39;")
      #expect(html.contains(">\(shown)</th>"), "\(shown)")
    }
  }

  @Test func tagsOfSeveralRunsStayText() async throws {
    let plain = try await ReportTests.html(Self.runs { "name \($0)" })
    Self.expectPlain(try await ReportTests.html(Self.runs { Self.strings[$0] }), beside: plain)
  }

  /// Runs whose every name is another of the strings.
  private static func runs(_ text: (Int) -> String) throws -> [RunHistory] {
    stride(from: 0, to: 300, by: 30).map { first in
      let metrics = (first..<first + 30).map { index in
        MetricSeries(name: text(index), values: [1, 0.5, 0.25])
      }
      return RunHistory(name: text(first), metrics: metrics)
    }
  }

  @Test(arguments: Array(stride(from: 0, to: 300, by: 12)))
  func aRunOfHostileNamesIsReported(_ number: Int) async throws {
    func string(_ offset: Int) -> String { Self.strings[(number + offset) % 300] }
    var traits = MadeRun.Traits()
    (traits.name, traits.dataset, traits.tag) = (string(0), string(3), string(6))
    // A node has a name, and one of its own.
    traits.node = "W" + string(9)
    traits.op = "op" + string(1)
    let made = try MadeRun(traits)
    let html = try await ReportTests.html([made.history])
    let usual = try MadeRun()
    Self.expectPlain(html, beside: try await ReportTests.html([usual.history]))
    for picture in html.matches(of: /<svg xmlns(?s).*?<\/svg>/) {
      #expect(XMLParser(data: Data(picture.output.utf8)).parse(), "\(picture.output.prefix(200))")
    }
  }
}
