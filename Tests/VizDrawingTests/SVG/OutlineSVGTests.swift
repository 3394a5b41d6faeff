import Testing

@testable import VizDrawing

@Suite struct OutlineSVGTests {
  @Test func idsAreNumberedAndPrefixed() {
    let picture = Picture(size: Size(width: 1, height: 1), title: "T", summary: "S")
    let cairo = """
      <?xml version="1.0" encoding="UTF-8"?>
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1">
      <symbol id="glyph0-1"/><image id="image137" width="8"/><g id="surface140" clip="url(#clip9)">
      <use xlink:href="#image137"/><use xlink:href="#glyph0-1"/><image id="image139"/></g></svg>
      """
    #expect(
      String(
        decoding: OutlineSVG.normalized(Array(cairo.utf8), of: picture, idPrefix: "p-"),
        as: UTF8.self) == """
          <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1" role="img" \
          aria-labelledby="p-picture-title p-picture-summary">
          <title id="p-picture-title">T</title>
          <desc id="p-picture-summary">S</desc>
          <symbol id="p-glyph0-1"/><image image-rendering="pixelated" id="p-image0" width="8"/>\
          <g id="p-surface0" clip="url(#p-clip0)">
          <use xlink:href="#p-image0"/><use xlink:href="#p-glyph0-1"/>\
          <image image-rendering="pixelated" id="p-image1"/></g></svg>
          """)
  }

  @Test func saysWhatItShows() throws {
    let svg = try Samples.rich().svg(text: .outlines, idPrefix: "")
    #expect(svg.hasPrefix("<svg "))
    #expect(svg.contains("<title id=\"picture-title\">Rich &amp; &lt;strange&gt;</title>"))
    #expect(svg.contains("<desc id=\"picture-summary\">All marks.</desc>"))
    #expect(!svg.contains("<text"))
    #expect(WellFormed.check(Array(svg.utf8)))
  }
}
