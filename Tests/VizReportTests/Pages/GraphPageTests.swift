import Foundation
import Testing
import VizDiagram
import VizDrawing
import VizTrace

@testable import VizReport

@Suite struct GraphPageTests {
  static func html(_ graph: ComputationGraph) async throws -> String {
    try await GraphPage(graph, version: "0").html()
  }

  @Test func holdsPictureStepsAndNumbers() async throws {
    let html = try await Self.html(ReplayTests.graph)
    #expect(html.contains("<svg xmlns="))
    #expect(
      html.contains("<li id=\"step-4\" data-node=\"4\" data-on=\"g0-card-4\" data-completes>"))
    #expect(html.contains("<span class=\"numbers\">= 4.25 × 1.5 = 6.375</span>"))
    #expect(html.contains("<tr id=\"node-0\" data-cards=\"g0-card-0\">"))
  }

  /// Every id that a step or a row points at exists, once.
  @Test func allReferencesResolve() async throws {
    let html = try await Self.html(ReplayTests.graph)
    let ids = html.matches(of: #/ id="([^"]*)"/#).map { String($0.1) }
    #expect(Set(ids).count == ids.count)
    let references = html.matches(of: #/ data-(?:on|cards)="([^"]*)"/#)
      .flatMap { $0.1.split(separator: " ").map(String.init) }
    #expect(references.count > 15)
    #expect(Set(references).isSubset(of: Set(ids)))
    for target in html.matches(of: #/ (?:aria-labelledby|for|href)="#?([a-z][^":]*)"/#) {
      for id in target.1.split(separator: " ") { #expect(ids.contains(String(id)), "\(id)") }
    }
  }

  @Test func thePolicyAllowsItsOwnStyleAndScriptAlone() async throws {
    let html = try await Self.html(ReplayTests.graph)
    let style = try #require(html.firstMatch(of: /<style>((?s).*?)<\/style>/)).1
    let script = try #require(html.firstMatch(of: /<script>((?s).*?)<\/script>/)).1
    let policy = try #require(html.firstMatch(of: /Content-Security-Policy" content="([^"]*)"/)).1
      .replacing("&#39;", with: "'").replacing("&apos;", with: "'")
    #expect(
      policy == "default-src 'none'; style-src 'sha256-\(ContentHash.sha256(String(style)))';"
        + " script-src 'sha256-\(ContentHash.sha256(String(script)))'; img-src data:;"
        + " font-src data:; base-uri 'none'; form-action 'none'")
    #expect(!html.contains(" style=") && !html.contains(" onclick="))
    #expect((1...29_000).contains(Templates()["graph.js"].utf8.count))
  }

  @Test func nothingIsFetched() async throws {
    let html = try await Self.html(ReplayTests.graph)
    let addresses = html.matches(of: /(?:src|href|url)(?:=["']|\()([^"')]*)/).map { $0.1 }
    #expect(addresses.allSatisfy { $0.hasPrefix("#") || $0.hasPrefix("data:") })
  }

  @Test(arguments: [
    "</script><script>alert(1)</script>", "\" onmouseover=\"alert(1)", "' autofocus='",
    "{{{style}}}", "<img src=x onerror=alert(1)>", "javascript:alert(1)", "\u{202e}gnp",
    "a\u{0}b", "]]>", "&lt;b&gt;", String(repeating: "x", count: 10_000),
  ])
  func hostileTextStaysText(_ text: String) async throws {
    var graph = ReplayTests.graph
    graph.name = text
    graph.nodes[0].label = text
    graph.nodes[3].op = text
    let plain = try await Self.html(ReplayTests.graph)
    let html = try await Self.html(graph)
    func tags(_ page: String) -> Set<String> {
      Set(page.matches(of: /<\/?[a-zA-Z][a-zA-Z0-9]*/).map { String($0.0) })
    }
    #expect(tags(html).isSubset(of: tags(plain)))
    #expect(!html.contains("<img") && html.components(separatedBy: "<script>").count == 2)
    // Outside quoted values, no tag has an attribute that it should not have.
    let bare = html.replacing(/"[^"]*"/, with: "")
    #expect(bare.firstMatch(of: /<[^>]*(?:autofocus|onmouseover|onerror)/) == nil)
  }

  /// What is folded away can be opened: the last level hides nothing.
  @Test func foldsOpen() async throws {
    var graph = ComputationGraph(
      nodes: [Node(id: "x", op: "input", value: .scalar(1))], outputs: [])
    var last = "x"
    for layer in 0..<6 {
      for op in ["exp", "sin", "cos", "tanh", "neg", "abs", "square", "sigmoid"] {
        let id = "\(op)\(layer)"
        graph.nodes.append(
          Node(id: id, op: op, inputs: [last], scope: "layer\(layer)", value: .scalar(1)))
        last = id
      }
    }
    graph.outputs = [last]
    let html = try await Self.html(graph)
    #expect(html.contains("nodes are folded into"))
    #expect(html.contains("<details>\n<summary>The whole graph: 49 cards.</summary>"))
    #expect(html.contains("<tr id=\"node-48\""))
  }

  @Test func sameInputSameBytes() async throws {
    #expect(try await Self.html(ReplayTests.graph) == Self.html(ReplayTests.graph))
  }
}
