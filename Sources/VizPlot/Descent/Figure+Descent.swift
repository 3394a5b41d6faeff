import VizBase
import VizDrawing

extension Figure {
  /// Gradient descent on one surface with several learning rates, side by side.
  ///
  /// - Parameters:
  ///   - rates: The learning rates.
  ///   - start: Where all paths begin.
  ///   - title: Of the figure.
  ///   - x: The first coordinate, and the range to show.
  ///   - y: The second coordinate, and the range to show.
  ///   - steps: How many steps each path has at most.
  ///   - size: Of the figure; by default wide enough for the rates.
  ///   - surface: The function to descend.
  ///   - gradient: Its gradient.
  public static func descent(
    rates: [Double], from start: Point, title: String = "Gradient descent by learning rate",
    x: FieldAxis = FieldAxis("x", range: -2...2), y: FieldAxis = FieldAxis("y", range: -2...2),
    steps: Int = 60, size: FigureSize? = nil, surface: (Double, Double) -> Double,
    gradient: (Point) -> Point
  ) -> Figure {
    let (xRange, yRange) = (x.range ?? -2...2, y.range ?? -2...2)
    let field = ScalarField(columns: 121, rows: 121, xRange: xRange, yRange: yRange, surface)
    let drawn = Surface(field, strength: 0.55)
    var sentences: [String] = []
    let panels = rates.map { rate in
      let path = DescentPath(from: start, rate: rate, steps: steps, gradient: gradient)
      let end =
        switch path.end {
        case .converged(let count): "there in \(count) steps"
        case .moving: "on its way after \(steps) steps"
        case .diverged(let count): "diverges in \(count) steps"
        }
      sentences.append("η = \(NumberFormat.brief(rate)): \(end).")
      return Panel(
        title: "η = \(NumberFormat.brief(rate)) · \(end)",
        x: Axis(x.label, scale: .linear(xRange.lowerBound, xRange.upperBound), hasGrid: false),
        y: Axis(y.label, scale: .linear(yRange.lowerBound, yRange.upperBound), hasGrid: false),
        marks: (drawn?.marks ?? [])
          + Surface.path(path.end.isDiverged ? Surface.seen(path.points, in: field) : path.points),
        hasEqualAspect: true)
    }
    let columns = max(1, min(rates.count, 4))
    let rows = (rates.count + columns - 1) / columns
    return Figure(
      title: title,
      caption: "Each path begins at the square and ends at the diamond.",
      summary: ([title + "."] + sentences).joined(separator: " "),
      size: size ?? .panels(columns: columns, rows: rows, side: 240, aspect: field.aspect),
      panels: panels, columns: columns, sharesX: true, sharesY: true, labelling: .none)
  }
}
