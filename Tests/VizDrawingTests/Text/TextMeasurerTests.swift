import Testing
import VizTestSupport

@testable import VizDrawing

@Suite struct TextMeasurerTests {
  func width(_ string: String, _ size: Double = 16, _ cut: Font.Cut = .regular) -> Double {
    TextMeasurer.measure(string, font: Font(size: size, cut: cut)).width
  }

  @Test(arguments: Font.Cut.allCases)
  func figuresAreTabular(cut: Font.Cut) {
    let widths = "0123456789".map { width(String($0), 100, cut) }
    for one in widths { #expect(abs(one - widths[0]) < 0.01) }
    #expect(abs(width("−1.11", 100, cut) - width("−8.47", 100, cut)) < 0.01)
    #expect(abs(width("1234567890", 100, cut) - 10 * widths[0]) < 0.05)
  }

  @Test func widthsGrowWithTheSize() {
    let once = width("σ(w₀x₀ + w₁x₁)", 10)
    for size in [1, 13, 64, 1000.0] {
      #expect(abs(width("σ(w₀x₀ + w₁x₁)", size) - once * size / 10) < 1e-9 * size)
    }
  }

  @Test func partsAddUp() {
    // No pair of these letters is kerned across a space.
    let parts = ["loss ", "falls ", "from ", "1.09 ", "σ ", "Wᵀx "]
    let sum = parts.map { width($0) }.reduce(0, +)
    #expect(abs(width(parts.joined()) - sum) < 0.05)
    #expect(width("AV") < width("A") + width("V") - 0.3, "kerning is on")
  }

  @Test func aWordIsAsWideAsKnown() {
    // Metrics are the font's own: advances of 2816 units an em, without rounding.
    #expect(abs(width("0", 2816) - 1824) < 0.1)
    let extent = TextMeasurer.measure("x", font: Font(size: 2816))
    #expect(abs(extent.ascent - 2728) < 1)
    #expect(abs(extent.descent - 680) < 1)
  }

  @Test func emptyAndImpossible() {
    let empty = TextMeasurer.measure("", font: Font(size: 10))
    #expect(empty.width == 0)
    #expect(empty.ascent > 9)
    for size in [0, -1, .nan, .infinity] as [Double] {
      #expect(
        TextMeasurer.measure("abc", font: Font(size: size))
          == TextExtent(width: 0, ascent: 0, descent: 0))
    }
  }

  @Test(arguments: Samples.hostile)
  func survives(label: String) {
    let extent = TextMeasurer.measure(label, font: Font(size: 12))
    #expect(extent.width.isFinite && extent.width >= 0)
    #expect(extent.ascent > 0 && extent.ascent < 1000)
    let fitted = TextMeasurer.fitted(label, font: Font(size: 12), width: 80)
    #expect(width(fitted, 12) <= 80)
  }

  @Test func inkIsWhereItWasMeasured() throws {
    let theme = Theme.light
    let font = Font(size: 20, cut: .semibold)
    func ink(_ text: String, _ anchor: TextAnchor) throws -> Rect {
      var picture = Picture(size: Size(width: 400, height: 40), title: "", summary: "")
      picture.text(text, font: font, paint: theme.ink, at: Point(x: 200, y: 30), anchor: anchor)
      return try #require(Bitmap(png: picture.png(scale: 8)).ink(scale: 8))
    }
    // The distance of the first H from the last is nine advances.
    let advance = width("HHHHHHHHHH", 20, .semibold) - width("H", 20, .semibold)
    let (ten, one) = (try ink("HHHHHHHHHH", .start), try ink("H", .start))
    #expect(abs(ten.width - one.width - advance) < 0.2)
    // H is symmetric, so the ink of a centred one is.
    #expect(abs(try ink("HHH", .middle).midX - 200) < 0.2)
    let bearing = one.minX - 200
    #expect(abs(200 - (try ink("HHH", .end)).maxX - bearing) < 0.3)
    #expect(abs(one.height - 20 * 2048 / 2816) < 0.3)
  }
}

@Suite struct TextFittingTests {
  let font = Font(size: 12)

  func width(_ string: String) -> Double { TextMeasurer.measure(string, font: font).width }

  @Test func whatFitsStays() {
    #expect(TextMeasurer.fitted("encoder", font: font, width: 100) == "encoder")
    #expect(TextMeasurer.fitted("", font: font, width: 0) == "")
    #expect(TextMeasurer.fitted("abc", font: font, width: width("abc")) == "abc")
    #expect(TextMeasurer.fitted("abc", font: font, width: .infinity) == "abc")
  }

  @Test func whatDoesNotFitEndsInAnEllipsis() {
    let text = "encoder/layer3/attention/query"
    let fitted = TextMeasurer.fitted(text, font: font, width: 80)
    #expect(fitted == "encoder/lay…")
    #expect(TextMeasurer.fitted("two words", font: font, width: width("two w")) == "two…")
    #expect(TextMeasurer.fitted(text, font: font, width: 3) == "")
    #expect(TextMeasurer.fitted(text, font: font, width: .nan) == "")
    #expect(TextMeasurer.fitted(text, font: font, width: -1) == "")
  }

  @Test func asMuchIsKeptAsFits() {
    let text = (0..<200).map { "w\($0)" }.joined(separator: "·")
    for room in stride(from: 20.0, through: 900, by: 55) {
      let fitted = TextMeasurer.fitted(text, font: font, width: room)
      let kept = fitted.dropLast()
      #expect(text.hasPrefix(kept))
      #expect(width(fitted) <= room)
      let more = text.prefix(kept.count + 1) + "…"
      #expect(width(String(more)) > room)
    }
  }

  @Test func charactersStayWhole() {
    let families = String(repeating: "👩‍👩‍👧‍👦", count: 12)
    let fitted = TextMeasurer.fitted(families, font: font, width: 60)
    #expect(fitted.dropLast().allSatisfy { $0 == "👩‍👩‍👧‍👦" })
    let accents = String(repeating: "x\u{302}\u{301}", count: 100)
    #expect(
      TextMeasurer.fitted(accents, font: font, width: 50).dropLast()
        .allSatisfy { $0 == "x\u{302}\u{301}" })
  }

  @Test(.enabled(if: Allocations.areCounted)) func enormousStringsAreNotSetWhole() {
    let text = String(repeating: "weights and biases ", count: 60_000)
    let bytes = Allocations.bytes {
      let fitted = TextMeasurer.fitted(text, font: font, width: 200)
      #expect(fitted.hasSuffix("…"))
    }
    // Setting a letter takes some hundred bytes.
    #expect(bytes < 10 * text.utf8.count)
  }
}
