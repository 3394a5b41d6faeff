import VizBP

extension Articles {
  static func ownFigure() async throws {
    let rates = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3]
    let losses = [0.61, 0.42, 0.18, 0.09, 0.11, 1.4]

    let figure = Figure(
      title: "The best rate is 0.03",
      subtitle: "loss after 1,000 steps",
      caption: "One run each, seed 7.",
      summary: "The loss falls up to a rate of 0.03 and rises beyond.",
      panels: [
        Panel(
          x: Axis("learning rate", scale: .log), y: Axis("loss", scale: .linear(0, 1.5)),
          marks: [
            .rule(RuleMark(.horizontal, at: 0.69, text: "guessing")),
            .line(LineMark(x: rates, y: losses, tone: .category(0))),
            .dots(DotMark(x: rates, y: losses, tone: .category(0))),
            .text(TextMark("best", x: 0.03, y: 0.09, hasRing: true)),
          ])
      ])
    let svg = try figure.picture(theme: .dark).svg()

    try expect(svg.contains("guessing"), "the rule's word")

    let field = ScalarField(columns: 80, rows: 80, xRange: -2...2, yRange: -1...1) { x, y in
      x * x + 5 * y * y
    }
    let contours = Panel(
      title: "a long valley", x: Axis("w₁"), y: Axis("w₂"),
      marks: [
        .contourLine(ContourLineMark(field, levels: [0.1, 0.5, 1, 2, 4], tone: .secondary))
      ],
      hasEqualAspect: true)

    try expect(
      try Figure(title: "a valley", panels: [contours]).picture().pdf().count > 1000, "a valley")

    let curves = try Figure.curves([
      MetricSeries(name: "loss", values: losses),
      MetricSeries(name: "validation/loss", values: losses.map { $0 * 1.1 }),
    ])
    let png = try curves.picture().png(scale: 2)

    try expect(png.count > 1000, "curves")

    let confusion = Figure.heatmap(
      [[48, 2, 0], [5, 39, 6], [0, 3, 47]], rows: ["cat", "dog", "fox"],
      columns: ["cat", "dog", "fox"], title: "What was taken for what", x: "answer", y: "truth")

    try expect(try confusion.picture().svg().contains(">48<"), "numbers in cells")
  }
}
