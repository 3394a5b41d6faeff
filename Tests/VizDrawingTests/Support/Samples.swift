@testable import VizDrawing

/// Pictures that several tests draw.
enum Samples {
  static let ink = Paint(Color(0x1f2933), name: "ink")

  /// Labels as foreign files have them.
  static let hostile: [String] = [
    "", " ", "\0", "a\0b", "\n\n", "line\r\nbreak\ttab", "</text><script>alert(1)</script>",
    "&amp; <![CDATA[ ]]> <!-- -->", "\" ' onload=\"x", "\u{202e}desrever\u{202c}",
    "\u{2066}\u{2067}\u{2068}", "\u{200f}\u{200e}\u{61c}", "\u{301}\u{302}\u{303}", "\u{fffe}",
    "\u{1b}[31mred", "漢字かな交じり", "مرحبا بالعالم 12", "שלום (1.5) abc", "👩‍👩‍👧‍👦🏳️‍🌈🇨🇭",
    "नमस्ते", "\u{e000}\u{10fffd}", "﷽", "%s%n%d", "id=\"surface12\" url(#clip1)",
    "Z" + String(repeating: "\u{336}\u{489}\u{35c}", count: 400),
    String(repeating: "x", count: 10_001), String(repeating: "漢", count: 20_000),
    String(repeating: "\u{301}", count: 12_000), String(repeating: "🎉", count: 3_000),
  ]

  /// Every cut with the scripts and signs that labels have, and other people's scripts.
  static func specimen(_ theme: Theme = .light) -> Picture {
    var picture = Picture(
      size: Size(width: 760, height: 560), title: "Specimen", summary: "Every cut and script.")
    picture.fill(
      .rect(Rect(x: 0, y: 0, width: 760, height: 560)), with: theme.background)
    let lines = [
      "f(w, x) = 1 / (1 + exp(−(w₀x₀ + w₁x₁ + w₂)))   −0.5312",
      "∇ ᵀ ⊤ ⊥ ⊙ ∘ ⊗ ⊕ ⊖ ⟨x, y⟩ ∈ ℝ ⌈x⌉ ⌊y⌋ ⋅ ∼ ∥ ∂f/∂x Wᵀx ∇f ℝⁿ a⊗b",
      "αβγδεζηθικλμνξοπρστυφχψω ΓΔΘΛΞΠΣΦΨΩ ŷ x̂ ȳ x̄ z̃",
      "x₀x₁x₂x₃ xᵢⱼ aₙ w⁽¹⁾ x² x³ x⁻¹ ≤ ≥ ≠ ≈ ∞ √ ∑ ∏ ∫ → ← ↑ ↓ ⇒ × · ±",
      "AVATAR Typography fi ffl → -> 2x3 10:45 1,234.50 \u{fffd} ⚠ ✓ ✗ ● ○ ▲",
    ]
    var y = 40.0
    for cut in Font.Cut.allCases {
      for line in lines {
        picture.text(
          line, font: Font(size: 15, cut: cut), paint: theme.ink, at: Point(x: 20, y: y),
          anchor: .start)
        y += 26
      }
      y += 10
    }
    let others = "漢字かな 한국어 · שלום עולם (1.5) · مرحبا · 🎉👩‍👩‍👧 · ไทย"
    picture.text(
      others, font: Font(size: 15), paint: theme.ink, at: Point(x: 20, y: y), anchor: .start)
    y += 26
    for (index, number) in ["−0.53", "1.37", "0.20", "111.11", "888.88"].enumerated() {
      picture.text(
        number, font: Font(size: 13, cut: .semibold),
        paint: index % 2 == 0 ? theme.value : theme.gradient,
        at: Point(x: 80 + 80 * Double(index), y: y), anchor: .end)
    }
    return picture
  }

  /// Marks of every kind, each alone in its part of the picture, for comparing kinds of files.
  static func rich() -> Picture {
    let theme = Theme.light
    var picture = Picture(
      size: Size(width: 400, height: 300), title: "Rich & <strange>", summary: "All marks.")
    picture.fill(.rect(Rect(x: 0, y: 0, width: 400, height: 300)), with: theme.background)
    picture.beginGroup(Group(id: "card", kind: "card", title: "A card"))
    let card = Path.roundedRect(Rect(x: 20, y: 20, width: 70, height: 50), radius: 8)
    picture.fill(card, with: theme.tint(.product).fill)
    picture.stroke(card, with: Stroke(theme.tint(.product).border, width: 1.5))
    picture.endGroup()
    var curve = Path()
    curve.move(to: Point(x: 120, y: 30))
    curve.curve(Point(x: 150, y: 30), Point(x: 150, y: 65), to: Point(x: 180, y: 65))
    picture.stroke(curve, with: Stroke(theme.wire, width: 3, cap: .round))
    picture.stroke(
      .polyline([Point(x: 220, y: 45), Point(x: 290, y: 45)]),
      with: Stroke(theme.gradient, width: 4, dash: [8, 6]))
    picture.fill(.circle(center: Point(x: 350, y: 45), radius: 22), with: theme.alarm)
    picture.stroke(
      .polyline([Point(x: 325, y: 120), Point(x: 350, y: 90), Point(x: 375, y: 120)]),
      with: Stroke(theme.ink, width: 8))
    let semibold = Font(size: 24, cut: .semibold)
    picture.text(
      "−0.53 Wᵀx", font: semibold, paint: theme.value, at: Point(x: 20, y: 120), anchor: .start)
    picture.text(
      "switcher ∇f", font: Font(size: 18, cut: .italic), paint: theme.secondary,
      at: Point(x: 245, y: 120), anchor: .middle)
    picture.text(
      "1,234.50", font: Font(size: 20), paint: theme.gradient, at: Point(x: 180, y: 170),
      anchor: .end)
    if let raster = heatmap(columns: 8, rows: 6) {
      picture.image(raster, in: Rect(x: 220, y: 150, width: 80, height: 60))
    }
    picture.text(
      "  two  spaces  ", font: Font(size: 16), paint: theme.ink, at: Point(x: 20, y: 220),
      anchor: .start)
    picture.text(
      "שלום (1.5) abc", font: Font(size: 16), paint: theme.ink, at: Point(x: 380, y: 260),
      anchor: .end)
    return picture
  }

  static func heatmap(columns: Int, rows: Int) -> Raster? {
    Raster(
      columns: columns, rows: rows,
      cells: (0..<columns * rows).map { index in
        ColorMap.viridis.color(at: Double((index * 37) % 101) / 100) ?? Color(0)
      })
  }
}
