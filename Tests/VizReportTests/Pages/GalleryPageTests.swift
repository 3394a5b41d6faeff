import Testing
import VizDrawing

@testable import VizReport

@Suite struct GalleryPageTests {
  private static func html(_ entry: GalleryPage.Entry, title: String = "Graphs") -> String {
    GalleryPage(
      sections: [GalleryPage.Section(title: title, entries: [entry])], version: title
    ).html()
  }

  private static func entry(_ text: String) -> GalleryPage.Entry {
    GalleryPage.Entry(
      id: "a", title: text, lesson: text, command: text, summary: text,
      size: Size(width: 100.5, height: 2))
  }

  @Test func foreignTextIsEscapedForHTML() {
    let hostile = "</script><b a='1' c=\"2\">&"
    let page = Self.html(Self.entry(hostile), title: hostile)
    #expect(!page.contains("<b a="))
    #expect(!page.contains(hostile))
    #expect(page.contains("&lt;/script&gt;&lt;b a="))
  }

  @Test func graphsAndTablesOfTruthAreShownWhereThereAreAny() {
    var entry = Self.entry("plain")
    let plain = Self.html(entry)
    #expect(!plain.contains("a.json") && !plain.contains("<table>"))
    #expect(plain.contains("width=\"101\" height=\"2\" style=\"min-width: 63px\""))
    entry.hasGraph = true
    entry.truths = [(0, 1, 0.5, 1), (1, 1, 0, 0)]
    let page = Self.html(entry)
    #expect(page.contains("<a href=\"a.json\">graph</a>"))
    #expect(page.contains("<tr><td>0</td><td>1</td><td>0.5</td><td>1</td><td>wrong</td></tr>"))
    #expect(page.contains("<tr><td>1</td><td>1</td><td>0</td><td>0</td><td>right</td></tr>"))
  }
}
