import VizDrawing

@testable import VizDiagram

/// Where the marks of a picture lie, read from its commands.
struct Ink {
  struct Text {
    var string: String
    var rect: Rect
  }

  struct Line {
    var group: String
    var points: [Point]
    var width: Double
  }

  var texts: [Text] = []
  /// The lines that carry values and gradients: wires, and the stubs of cards.
  var wires: [Line] = []
  let size: Size

  init(_ picture: Picture, theme: Theme) {
    size = picture.size
    var groups: [Group] = []
    for command in picture.commands {
      switch command {
      case .beginGroup(let group): groups.append(group)
      case .endGroup: _ = groups.popLast()
      case .text(let string, let font, _, let point, let anchor):
        texts.append(Text(string: string, rect: Self.box(string, font, point, anchor)))
      case .stroke(let path, let stroke):
        let isLine = [theme.wire, theme.alarm].contains(stroke.paint)
        guard let group = groups.last,
          ["wire", "card"].contains(group.kind) && isLine || group.kind == "arrow"
        else { continue }
        wires.append(
          Line(
            group: group.title ?? group.id ?? "", points: path.sampled(200), width: stroke.width))
      case .fill, .image: break
      }
    }
  }

  /// The box of a text's ink: capitals above the baseline, descenders below where it has some.
  private static func box(
    _ string: String, _ font: Font, _ point: Point, _ anchor: TextAnchor
  ) -> Rect {
    let width = TextMeasurer.measure(string, font: font).width
    let x =
      switch anchor {
      case .start: point.x
      case .middle: point.x - width / 2
      case .end: point.x - width
      }
    let descends = string.contains { "gjpqyQ,;()|[]{}μβφρ₀₁₂₃₄₅₆₇₈₉".contains($0) }
    let top = font.size * 0.73
    return Rect(
      x: x, y: point.y - top, width: width, height: top + (descends ? font.size * 0.2 : 0))
  }

  /// What is wrong with the picture, in words.
  var faults: [String] {
    var faults: [String] = []
    // A little less than the margin of the narrowest frame, which scaling rounds.
    let page = Rect(x: 0, y: 0, width: size.width, height: size.height).inset(by: 1.999)
    for (index, text) in texts.enumerated() {
      let rect = text.rect
      if rect.minX < page.minX || rect.maxX > page.maxX || rect.minY < page.minY
        || rect.maxY > page.maxY
      {
        faults.append("“\(text.string)” is cut by the edge")
      }
      for other in texts[(index + 1)...]
      where rect.inset(by: 0.25).intersects(other.rect.inset(by: 0.25)) {
        faults.append("“\(text.string)” overlaps “\(other.string)”")
      }
      for wire in wires {
        let room = rect.inset(by: 0.3 - wire.width / 2)
        if wire.points.contains(where: { room.contains($0) }) {
          faults.append("“\(text.string)” stands on the wire \(wire.group)")
        }
      }
    }
    return faults
  }
}
