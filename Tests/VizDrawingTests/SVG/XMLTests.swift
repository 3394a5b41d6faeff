import Testing

@testable import VizDrawing

@Suite struct XMLTests {
  @Test func escapesMarkupAndWhatXMLForbids() {
    #expect(XML.escape("a < b && \"c\" > d") == "a &lt; b &amp;&amp; &quot;c&quot; &gt; d")
    #expect(XML.escape("\0\u{1b}[31m\u{ffff}") == "\u{fffd}\u{fffd}[31m\u{fffd}")
    #expect(XML.escape("a\r\n\tb") == "a&#13;\n\tb")
    #expect(XML.escape("]]>") == "]]&gt;")
  }

  @Test func namesHaveOnlySafeCharacters() {
    #expect(XML.name("n17") == "n17")
    #expect(XML.name("a b\"><c") == "a-b---c")
  }
}
