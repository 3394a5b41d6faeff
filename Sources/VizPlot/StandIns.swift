import VizDrawing

public struct ScalarField: Sendable, Hashable {
  public var columns: Int
  public var rows: Int
  public var values: [Double]
  public var xRange: ClosedRange<Double>
  public var yRange: ClosedRange<Double>
}

enum Contour {
  static func lines(_ field: ScalarField, at level: Double) -> [[Point]] { [] }
  static func bands(
    _ field: ScalarField, levels: [Double]
  ) -> [(low: Double, high: Double, path: Path)] { [] }
}
