import Testing

@testable import VizDrawing

@Suite struct PictureTeXTests {
  private static func text(_ picture: Picture) throws -> String {
    String(decoding: try picture.tex(), as: UTF8.self)
  }

  private static func picture(_ draw: (inout Picture) -> Void) -> Picture {
    var picture = Picture(size: Size(width: 200, height: 100), title: "T", summary: "One\ntwo.")
    draw(&picture)
    return picture
  }

  @Test func aDocumentAndAPicture() throws {
    let tex = try Self.text(
      Self.picture {
        $0.text(
          "2.00", font: Font(size: 13, cut: .semibold), paint: Theme.light.value,
          at: Point(x: 10, y: 20.126), anchor: .middle)
      })
    #expect(tex.hasPrefix("% T\n% One two.\n"))
    #expect(tex.contains("paperwidth=200bp, paperheight=100bp"))
    #expect(tex.contains("\\definecolor{vizbp-value}{HTML}{0B7A4B}%\n"))
    #expect(tex.contains("  value/.style={color=vizbp-value},%\n"))
    #expect(tex.contains("\\node[semibold 13, value] at (10,20.13) {2.00};\n"))
    #expect(tex.hasSuffix("\\end{tikzpicture}%\n\\vizbpend\n"))
  }

  @Test func shapesAreWhatTheyAre() throws {
    let ink = Paint(Color(0x123456), name: "ink")
    let tex = try Self.text(
      Self.picture {
        $0.fill(.roundedRect(Rect(x: 1, y: 2, width: 30, height: 20), radius: 9), with: ink)
        $0.fill(.circle(center: Point(x: 50, y: 50), radius: 17), with: ink)
        $0.fill(.rect(Rect(x: 3, y: 4, width: 5, height: 6)), with: ink)
        $0.stroke(
          .polyline([Point(x: 0, y: 0), Point(x: 5, y: 5)]),
          with: Stroke(
            Paint(ink.color.opacity(0.5), name: "ink"), width: 1.5, dash: [0.01, 5], cap: .round))
      })
    #expect(tex.contains("\\fill[ink, rounded corners=9bp] (1,2) rectangle (31,22);"))
    #expect(tex.contains("\\fill[ink] (50,50) circle[radius=17bp];"))
    #expect(tex.contains("\\fill[ink] (3,4) rectangle (8,10);"))
    #expect(
      tex.contains(
        "\\draw[ink-2, line width=1.5bp, dash pattern=on 0.01bp off 5bp, line cap=round] (0,0) -- (5,5);"
      ))
    #expect(tex.contains("  ink-2/.style={color=vizbp-ink-2, opacity=0.5},"))
  }

  /// Parts of one line become one text, about the middle of the room that was measured for them.
  @Test func aLineInSeveralColorsIsOneNode() throws {
    let font = Font(size: 11)
    let width = TextMeasurer.measure("2 ", font: font).width
    let whole = width + TextMeasurer.measure("× 3", font: font).width
    let tex = try Self.text(
      Self.picture {
        $0.text(
          "2 ", font: font, paint: Theme.light.gradient, at: Point(x: 10, y: 9), anchor: .start)
        $0.text(
          "× 3", font: font, paint: Theme.light.ink, at: Point(x: 10 + width, y: 9), anchor: .start)
      })
    let middle = SVGNumber.short(10 + whole / 2)
    #expect(
      tex.contains(
        "\\node[regular 11, gradient] at (\(middle),9) {2\\ \\textcolor{vizbp-ink}{$\\times$ 3}};"))
  }

  @Test func clipsAreScopes() throws {
    let tex = try Self.text(
      Self.picture {
        $0.beginGroup(Group(id: "a", kind: "k", clip: Rect(x: 1, y: 1, width: 2, height: 2)))
        $0.fill(.rect(Rect(x: 0, y: 0, width: 9, height: 9)), with: Paint(Color(0xff0000)))
      })
    #expect(
      tex.contains(
        "% a\n\\begin{scope}\n\\clip (1,1) rectangle (3,3);\n\\fill[color-ff0000] (0,0) rectangle (9,9);\n\\end{scope}\n"
      ))
  }

  /// TeX has no lengths of more than 16,383 points.
  @Test func nothingIsTooFarOut() throws {
    var wide = Picture(size: Size(width: 40_000, height: 400), title: "", summary: "")
    wide.stroke(
      .polyline([Point(x: 0, y: 0), Point(x: 400_000, y: 200_000)]),
      with: Stroke(Paint(Color(0)), width: 10))
    wide.text(
      "a", font: Font(size: 20), paint: Paint(Color(0)), at: Point(x: 20_000, y: 9), anchor: .start)
    let tex = try Self.text(wide)
    #expect(tex.contains("paperwidth=14400bp, paperheight=144bp"))
    #expect(tex.contains("line width=3.6bp] (0,0) -- (15000,7500);"))
    #expect(tex.contains("\\vizbpfont{7.2}") && tex.contains("at (7200,3.24)"))
  }

  @Test func overlaysOfOneFrame() throws {
    let pictures = (1...4).map { step in
      Self.picture { picture in
        picture.fill(.rect(Rect(x: 0, y: 0, width: 9, height: 9)), with: Paint(Color(0xffffff)))
        picture.beginGroup(Group(id: "card-0", kind: "card", title: "step \(step)"))
        if step > 1 {
          picture.text(
            step == 3 ? "b" : "a", font: Font(size: 11), paint: Samples.ink, at: Point(x: 1, y: 1),
            anchor: .start)
        }
        picture.endGroup()
      }
    }
    let tex = String(decoding: try Picture.beamer(pictures), as: UTF8.self)
    #expect(tex.contains("\\documentclass[aspectratio=169]{beamer}"))
    #expect(
      tex.contains(
        """
        \\fill[color-ffffff] (0,0) rectangle (9,9);
        % card-0
        \\only<2,4>{%
        \\node[regular 11, ink, anchor=base west] at (1,1) {a};
        }
        \\only<3>{%
        \\node[regular 11, ink, anchor=base west] at (1,1) {b};
        }

        """))
    #expect(throws: DrawingError.self) { try Picture.beamer([]) }
  }
}
