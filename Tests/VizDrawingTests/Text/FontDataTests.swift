import CCairo
import Testing
import VizBase

@testable import VizDrawing

@Suite struct FontDataTests {
  static let checksums: [Font.Cut: (openType: FontChecksum, woff2: FontChecksum)] = [
    .regular: (FontData.regularOpenTypeChecksum, FontData.regularWOFF2Checksum),
    .semibold: (FontData.semiboldOpenTypeChecksum, FontData.semiboldWOFF2Checksum),
    .italic: (FontData.italicOpenTypeChecksum, FontData.italicWOFF2Checksum),
  ]

  @Test(arguments: Font.Cut.allCases)
  func fontsAreThoseThatWereMade(cut: Font.Cut) throws {
    let expected = try #require(Self.checksums[cut])
    for (text, checksum, magic) in [
      (FontData.openType(cut), expected.openType, "OTTO"),
      (FontData.woff2(cut), expected.woff2, "wOF2"),
    ] {
      let bytes = Base64.decode(text)
      let sum = UInt32(truncatingIfNeeded: crc32(0, bytes, uInt(bytes.count)))
      #expect(FontChecksum(count: bytes.count, crc32: sum) == checksum)
      #expect(bytes.starts(with: Array(magic.utf8)))
    }
  }

  /// All cuts have them: the engine knows what they have in common.
  @Test(arguments: [
    "The quick brown fox, 0123456789: −+×·÷=≠≈<>≤≥ (){}[] |/\\ “quotes” – — … € § ° µ",
    "ÀÉÎÕÜßàéîõüÿ Łódź Ğğ Şş Őő Žž ŷ Ŷ ẑ ỹ ẋ ẍ ȳ ṽ x\u{302} w\u{303} y\u{304} z\u{307}",
    "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩ αβγδεζηθικλμνξοπρςστυφχψω ϑ ϕ",
    "x⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱᵀ x₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₒₓₕₖₗₘₙₚₛₜᵢⱼ",
    "∂∇∑∏∫√∞∅∆ ∈ ℝ ⊤⊥ ⊙⊕⊖⊗∘⋅ ⟨⟩⌈⌉⌊⌋ ‖∥ ∼ ±′″ ←↑→↓↔⇒⇔ ●○■□▲△▼▽◆◇ ⚠✓✗ ℓ \u{fffd}",
  ])
  func haveTheCharactersOfLabels(text: String) {
    let missing = text.unicodeScalars.filter { scalar in
      !TextEngine.withLock { $0.carries(String(scalar)) }
    }
    #expect(missing.isEmpty, "\(missing.map { String($0) })")
  }

  @Test func lackOtherScripts() {
    for text in ["漢", "ש", "م", "🎉"] {
      #expect(!TextEngine.withLock { $0.carries(text) })
    }
  }

  @Test func aFaceIsARuleOfCSS() {
    let face = Font.cssFace(.semibold)
    #expect(
      face.hasPrefix(
        "@font-face{font-family:'vizbp Inter';font-weight:600;font-style:normal;"
          + "src:url(data:font/woff2;base64,d09GM"))
    #expect(face.hasSuffix(") format('woff2')}"))
    #expect(face.utf8.count < 60_000)
  }
}
