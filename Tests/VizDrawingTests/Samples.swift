@testable import VizDrawing

/// Pictures that several tests draw.
enum Samples {
  static let ink = Paint(Color(0x1f2933), name: "ink")

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
}
