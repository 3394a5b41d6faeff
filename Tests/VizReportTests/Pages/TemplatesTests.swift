import Foundation
import Testing
import VizBase

@testable import VizReport

@Suite struct TemplatesTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../../templates").standardized

  @Test func ownTemplatesAreSound() throws {
    for (name, text) in Templates.embedded where name.hasSuffix(".mustache") {
      #expect(throws: Never.self, "\(name)") { try Templates.parse(text, path: name) }
    }
  }

  /// The program carries the pages, styles and scripts that stand in the folder.
  @Test func everyFileIsEmbedded() throws {
    let files = FileManager.default
    let pages = try files.contentsOfDirectory(atPath: Self.folder.path)
      .filter { $0.contains(".") }
    let scripts = try files.subpathsOfDirectory(atPath: Self.folder.path + "/scripts")
      .filter { $0.hasSuffix(".js") }
    #expect(Set(Templates.embedded.keys) == Set(pages + scripts))
    for (name, path) in pages.map({ ($0, $0) }) + scripts.map({ ($0, "scripts/" + $0) }) {
      let text = try String(contentsOf: Self.folder.appending(path: path), encoding: .utf8)
      #expect(Templates.embedded[name].map { $0 + "\n" } == text, "\(name)")
    }
  }

  /// A folder of templates is laid out as the project's own, scripts and their parts among them.
  @Test func aFolderReplacesStylesScriptsAndTheirParts() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.createDirectory(
      at: folder.appending(path: "scripts/graph"), withIntermediateDirectories: true)
    func write(_ text: String, _ path: String) throws {
      try Data(text.utf8).write(to: folder.appending(path: path))
    }
    try write("main { color: blue; }", "style.css")
    try write("// mine", "scripts/tables.js")
    try write("const mine = 1;", "scripts/graph/zoom.js")
    try write("notes", "notes.txt")
    let templates = try Templates(folder: folder.path)
    #expect(templates["style.css"] == "main { color: blue; }")
    #expect(templates["tables.js"] == "// mine")
    #expect(templates["graph.js"].contains("const mine = 1;"))
    // A script of another hand stays as it is written.
    #expect(Page(templates, styles: [], scripts: ["tables.js"]).script == "\n// mine\n")
    let own = Page(Templates(), styles: [], scripts: ["tables.js"]).script
    #expect(own.map { $0.count < Templates()["tables.js"].count } == true)
    #expect(templates["report.css"] == Templates()["report.css"])
    for path in ["styles.css", "graph.js", "scripts/graph/zooms.js"] {
      try write("", path)
      let failure = #expect(throws: Templates.Failure.self) { try Templates(folder: folder.path) }
      #expect(failure?.kind == .unknown)
      #expect(failure?.location?.file == folder.appending(path: path).path)
      try FileManager.default.removeItem(at: folder.appending(path: path))
    }
  }

  /// Red means gradient and nothing else: neither a problem nor a mistake.
  @Test func onlyGradientsAreRed() {
    let rules = Templates.embedded.filter { $0.key.hasSuffix(".css") }.values
      .flatMap { $0.split(separator: "}") }.filter { $0.contains("var(--gradient)") }
    #expect(!rules.isEmpty)
    for rule in rules {
      let selector = rule.prefix { $0 != "{" }
      #expect(selector.contains("gradient") || selector.contains(".backward"), "\(selector)")
    }
  }

  /// Each file of the graphs' scripts is in one of them, and in none twice, in the stated order. The
  /// program carries it once.
  @Test func scriptsAreJoinedInTheStatedOrder() throws {
    func lines(_ path: String) throws -> [String] {
      try String(contentsOf: Self.folder.appending(path: "scripts/" + path), encoding: .utf8)
        .split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
    }
    var all: Set<String> = []
    for script in ["graph.js", "live-graph.js"] {
      var joined: [String] = []
      var named: [String] = []
      for line in try lines(script) {
        guard line.hasPrefix("//= ") else {
          joined.append(line)
          continue
        }
        let words = line.dropFirst(4).components(separatedBy: ", ")
        named += words.filter { !$0.hasPrefix("if ") }.map {
          $0.hasPrefix("or ") ? String($0.dropFirst(3)) : $0
        }
        joined += try lines(words[0])
      }
      let page = Templates()[script].split(separator: "\n")
      #expect(page.map { $0.trimmingCharacters(in: .whitespaces) } == joined)
      #expect(Set(named).count == named.count)
      all.formUnion(named)
    }
    let files = try FileManager.default.contentsOfDirectory(
      atPath: Self.folder.path + "/scripts/graph")
    #expect(all == Set(files.map { "graph/\($0)" }))
  }
}
