import Foundation
import Testing

@testable import VizDrawing

@Suite struct SVGWriterTests {
  func text(_ picture: Picture, embedFont: Bool = false, idPrefix: String = "") throws -> String {
    try picture.svg(embedFont: embedFont, idPrefix: idPrefix)
  }

  /// Pictures that stand on one page without having been told of each other.
  @Test(arguments: Picture.SVGText.allCases)
  func idsFollowFromTheContent(_ kind: Picture.SVGText) throws {
    func ids(_ picture: Picture) throws -> [String] {
      let svg = try picture.svg(text: kind)
      #expect(WellFormed.check(Array(svg.utf8)))
      for reference in svg.matches(of: #/(?:url\(#|href="#)([^)"]*)/#) {
        #expect(svg.contains(" id=\"\(reference.1)\""))
      }
      return svg.matches(of: #/ id="([^"]*)"/#).map { String($0.1) }
    }
    let picture = Samples.rich()
    var other = Samples.rich()
    other.fill(.rect(Rect(x: 1, y: 1, width: 1, height: 1)), with: Samples.ink)
    let (first, second) = (try ids(picture), try ids(other))
    #expect(first.count > 2 && Set(first).count == first.count)
    #expect(try first == ids(picture))
    #expect(Set(first).isDisjoint(with: second))
    #expect(first.allSatisfy { $0.hasPrefix("v") && !$0.contains(" ") })
  }

  /// Dots and what sets them off from what lies below.
  @Test func onAPageOneOutlineIsWrittenOnce() throws {
    var picture = Picture(size: Size(width: 400, height: 60), title: "t", summary: "s")
    var path = Path()
    for x in 0..<30 { path.move(to: Point(x: 13 * Double(x), y: Double(x * x % 59))) }
    for (name, width) in [("background", 6.0), ("category-0", 4)] {
      picture.stroke(
        path, with: Stroke(Paint(Color(0x0072b2), name: name), width: width, cap: .round))
    }
    picture.fill(.rect(Rect(x: 1, y: 2, width: 3, height: 4)), with: Samples.ink)
    picture.fill(path, with: Samples.ink)
    let svg = try picture.pageSVG(idPrefix: "p-")
    #expect(WellFormed.check(Array(svg.utf8)))
    #expect(svg.matches(of: #/<defs><path id="p-outline" d="M0 0/#).count == 1)
    #expect(svg.contains("<use href=\"#p-outline\" class=\"background line\" stroke-width=\"6\""))
    #expect(svg.contains("<use href=\"#p-outline\" class=\"category-0 line\" stroke-width=\"4\""))
    // Not of one that is another's, or is alone.
    #expect(svg.matches(of: #/<use/#).count == 2 && svg.matches(of: #/ d="M0 0/#).count == 2)
    #expect(try !text(picture).contains("<use"))
  }

  @Test func aSmallPicture() throws {
    let theme = Theme.light
    var picture = Picture(
      size: Size(width: 120, height: 60.5), title: "a < b", summary: "Two & more.")
    picture.beginGroup(Group(id: "n1", kind: "card", title: "x × y"))
    picture.fill(
      .rect(Rect(x: 1, y: 2, width: 30, height: 20.125)), with: theme.tint(.product).fill)
    picture.stroke(
      .polyline([Point(x: 0, y: 1 / 3), Point(x: -4, y: 5)]),
      with: Stroke(
        Paint(Color(0xc2321f, alpha: 0.5), name: "gradient"), width: 1.25, dash: [2, 3],
        cap: .round))
    picture.endGroup()
    picture.text(
      "−0.53", font: Font(size: 13, cut: .semibold), paint: theme.value,
      at: Point(x: 60, y: 40), anchor: .middle)
    picture.text(
      " a  b", font: Font(size: 10, cut: .italic), paint: Paint(Color(0)),
      at: Point(x: 0, y: 50), anchor: .start)
    let svg = try text(picture, idPrefix: "p1-")
    #expect(
      svg == """
        <svg xmlns="http://www.w3.org/2000/svg" width="120" height="60.5" \
        viewBox="0 0 120 60.5" role="img" \
        aria-labelledby="p1-picture-title p1-picture-summary" \
        font-family="'vizbp Inter', Inter, system-ui, sans-serif" stroke-linejoin="round">
        <title id="p1-picture-title">a &lt; b</title>
        <desc id="p1-picture-summary">Two &amp; more.</desc>
        <g id="p1-n1" class="card"><title>x × y</title>
        <path d="M1 2h30v20.13h-30z" class="tint-product" fill="#fdf3e0"/>
        <path d="M0 .33l-4 4.67" class="gradient line" fill="none" stroke="#c2321f" \
        stroke-width="1.25" stroke-opacity="0.5" stroke-dasharray="2 3" stroke-linecap="round"/>
        </g>
        <text x="40.67" y="40" font-size="13" font-weight="600" textLength="38.67" \
        lengthAdjust="spacingAndGlyphs" class="value" fill="#0b7a4b">−0.53</text>
        <text x="0" y="50" font-size="10" font-style="italic" textLength="20.28" \
        lengthAdjust="spacingAndGlyphs" xml:space="preserve" fill="#000000"> a  b</text>
        </svg>

        """)
  }

  @Test func heatmapsAreSharpImages() throws {
    var picture = Picture(size: Size(width: 20, height: 10), title: "", summary: "")
    let raster = try #require(Raster(columns: 2, rows: 1, cells: [Color(0), Color(0xffffff)]))
    picture.image(raster, in: Rect(x: 0, y: 0, width: 20, height: 10))
    let svg = try text(picture)
    #expect(
      svg.contains(
        "<image x=\"0\" y=\"0\" width=\"20\" height=\"10\" preserveAspectRatio=\"none\""
          + " image-rendering=\"pixelated\" href=\"data:image/png;base64,iVBORw0KGgo"))
  }

  @Test func rightToLeftTextStartsAtItsRightEnd() throws {
    var picture = Picture(size: Size(width: 100, height: 20), title: "", summary: "")
    let font = Font(size: 10)
    picture.text("שלום", font: font, paint: Samples.ink, at: Point(x: 10, y: 15), anchor: .start)
    let end = 10 + TextMeasurer.measure("שלום", font: font).width
    let svg = try text(picture)
    #expect(svg.contains("<text x=\"\(SVGNumber.short(end))\" y=\"15\""))
    #expect(svg.contains(" direction=\"rtl\""))
  }

  @Test func onlyUsedCutsAreEmbedded() throws {
    var picture = Picture(size: Size(width: 100, height: 20), title: "", summary: "")
    #expect(try !text(picture, embedFont: true).contains("@font-face"))
    picture.text(
      "a", font: Font(size: 9, cut: .italic), paint: Samples.ink, at: Point(x: 0, y: 9),
      anchor: .start)
    let svg = try text(picture, embedFont: true)
    #expect(svg.components(separatedBy: "@font-face").count == 2)
    #expect(svg.contains("font-style:italic"))
    #expect(try !text(picture).contains("<style>"))
  }

  @Test func idsAreUniqueAndGroupsBalanced() throws {
    var picture = Picture(size: Size(width: 10, height: 10), title: "", summary: "")
    picture.endGroup()
    for id in ["a", "a", "picture-title", "a b", "\"><script>"] {
      picture.beginGroup(Group(id: id, kind: "<k>"))
    }
    let svg = try text(picture)
    for id in ["a", "a-2", "picture-title-2", "a-b", "---script-"] {
      #expect(svg.contains("<g id=\"\(id)\" class=\"&lt;k&gt;\">"), "\(id)")
    }
    #expect(svg.components(separatedBy: "</g>").count == 6)
    #expect(WellFormed.check(Array(svg.utf8)))
  }

  @Test(arguments: Samples.hostile)
  func hostileTextMakesWellFormedFiles(label: String) throws {
    var picture = Picture(size: Size(width: 200, height: 40), title: label, summary: label)
    picture.beginGroup(Group(id: label, kind: label, title: label))
    picture.text(
      label, font: Font(size: 12), paint: Paint(Color(0), name: label), at: Point(x: 5, y: 20),
      anchor: .start)
    picture.endGroup()
    #expect(WellFormed.check(Array(try picture.svg().utf8)))
    #expect(WellFormed.check(Array(try picture.svg(text: .outlines, idPrefix: label).utf8)))
    #expect(try !picture.png().isEmpty)
    #expect(try picture.pdf().starts(with: Array("%PDF".utf8)))
  }

  @Test(arguments: Picture.SVGText.allCases)
  func idsThatAreNotToldFollowFromWhatIsDrawn(_ text: Picture.SVGText) throws {
    let picture = Samples.rich()
    let plain = try picture.svg(text: text, idPrefix: "")
    let prefix = "v\(ContentHash.short(Array(plain.utf8)))-"
    #expect(try picture.svg(text: text) == picture.svg(text: text, idPrefix: prefix))
    #expect(plain != (try picture.svg(text: text)))
  }

  /// A sign that stands in drafts may be the id of a node.
  @Test func anIdMayBeTheSignOfADraft() throws {
    var picture = Picture(size: Size(width: 1, height: 1), title: XML.openName, summary: "")
    picture.beginGroup(Group(id: XML.openName, kind: XML.openName))
    picture.endGroup()
    for prefix in [nil, "", "p-"] as [String?] {
      let svg = try picture.svg(idPrefix: prefix)
      #expect(!svg.contains(XML.openName))
      #expect(WellFormed.check(Array(svg.utf8)))
    }
  }
}
