import VizDrawing

/// The outlines of symbols.
enum SymbolPath {
  /// Symbols of one shape at many points.
  static func path(_ shape: DotMark.Shape, at centers: [Point], size: Double) -> Path {
    var path = Path()
    let r = size / 2
    for center in centers {
      switch shape {
      case .circle: path.append(.circle(center: center, radius: r))
      case .square:
        let half = r * 0.89
        path.append(
          .rect(Rect(x: center.x - half, y: center.y - half, width: 2 * half, height: 2 * half)))
      case .triangle:
        add([(0, -1.15), (1, 0.7), (-1, 0.7)], center, r, to: &path)
      case .diamond:
        add([(0, -1.2), (1.2, 0), (0, 1.2), (-1.2, 0)], center, r, to: &path)
      case .cross:
        add(
          [
            (-1, -0.6), (-0.6, -1), (0, -0.4), (0.6, -1), (1, -0.6), (0.4, 0), (1, 0.6), (0.6, 1),
            (0, 0.4), (-0.6, 1), (-1, 0.6), (-0.4, 0),
          ], center, r, to: &path)
      }
    }
    return path
  }

  private static func add(
    _ corners: [(Double, Double)], _ center: Point, _ r: Double, to path: inout Path
  ) {
    path.append(
      .polyline(
        corners.map { Point(x: center.x + r * $0.0, y: center.y + r * $0.1) }, closed: true))
  }
}
