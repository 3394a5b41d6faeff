import Testing
import VizDrawing

@testable import VizReport

@Suite struct TemplatesTests {
  @Test func ownTemplatesAreSound() throws {
    for (name, text) in Templates.embedded where name.hasSuffix(".mustache") {
      #expect(throws: Never.self, "\(name)") { try Templates.parse(text, path: name) }
    }
  }

  @Test func foreignTextIsEscapedForHTML() {
    let hostile = "</script><b a='1' c=\"2\">&"
    let entry = GalleryPage.Entry(
      id: "a", title: hostile, lesson: hostile, command: hostile, summary: hostile,
      size: Size(width: 1.5, height: 2))
    let page = GalleryPage(
      sections: [GalleryPage.Section(title: hostile, entries: [entry])], version: hostile
    ).html()
    #expect(!page.contains("<b a="))
    #expect(!page.contains(hostile))
    #expect(page.contains("&lt;/script&gt;&lt;b a="))
  }
}
