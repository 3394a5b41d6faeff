import VizBase
import VizDrawing

extension Figure {
  /// The loss along a line through the weights.
  ///
  /// - Parameters:
  ///   - positions: Places along the direction; the weights are at 0.
  ///   - losses: The loss at each place.
  ///   - title: Of the figure.
  ///   - direction: What the axis is.
  ///   - isLog: Whether the losses are on a logarithmic axis.
  ///   - size: Of the figure.
  public static func lossSlice(
    positions: [Double], losses: [Double], title: String = "Loss along one direction",
    direction: String = "distance along a filter-normalised direction", isLog: Bool = false,
    size: FigureSize = .standard
  ) -> Figure {
    var marks: [Mark] = [.line(LineMark(x: positions, y: losses, width: 2, marksGaps: true))]
    let here = zip(positions, losses).min { abs($0.0) < abs($1.0) }
    var message = title
    if let here, here.1.isFinite {
      marks.append(
        .text(
          TextMark(
            "loss \(NumberFormat.brief(here.1)) at the weights", x: here.0, y: here.1,
            hasRing: true)))
      message += ": \(NumberFormat.brief(here.1)) at the weights"
      if let worst = losses.filter(\.isFinite).max() {
        message += ", up to \(NumberFormat.brief(worst)) around them"
      }
    }
    return Figure(
      title: title, summary: message + ".", size: size,
      panels: [
        Panel(
          x: Axis(direction, hasGrid: false), y: Axis("loss", scale: isLog ? .log : .linear),
          marks: marks)
      ])
  }

  /// The loss over a plane through the weights, with the path of training on it.
  ///
  /// - Parameters:
  ///   - field: The losses over the plane.
  ///   - path: Where training went, in the plane's coordinates; may be empty.
  ///   - title: Of the figure.
  ///   - x: What the first direction is.
  ///   - y: What the second direction is.
  ///   - size: Of the figure; by default as large as the plane needs.
  /// - Throws: ``PlotError`` where the field has no finite value.
  public static func lossLandscape(
    _ field: ScalarField, path: [Point] = [], title: String = "Loss around the weights",
    x: String = "first direction", y: String = "second direction",
    size: FigureSize? = nil
  ) throws(PlotError) -> Figure {
    guard let surface = Surface(field, strength: 1) else {
      throw PlotError(.data, "the landscape has no finite loss")
    }
    let found = path.filter { $0.x.isFinite && $0.y.isFinite }
    var message = "\(title): from \(NumberFormat.brief(surface.bounds.lowerBound))"
    message += " to \(NumberFormat.brief(surface.bounds.upperBound))"
    return Figure(
      title: title,
      caption: surface.caption
        + (found.count > 1 ? " The path of training begins at the square." : ""),
      summary: message + (found.count > 1 ? ", with the path of training." : "."),
      size: size
        ?? .panels(columns: 1, rows: 1, side: 460, aspect: field.aspect, hasBar: true),
      panels: [
        Panel(
          x: Axis(
            x, scale: .linear(field.xRange.lowerBound, field.xRange.upperBound), hasGrid: false),
          y: Axis(
            y, scale: .linear(field.yRange.lowerBound, field.yRange.upperBound), hasGrid: false),
          marks: surface.marks + Surface.path(found), hasEqualAspect: true,
          colorScale: surface.scale)
      ], labelling: .none)
  }
}
