import VizDrawing

/// An image of coloured cells over a part of the panel, each centred on its value's place.
public struct RasterMark: Sendable, Equatable {
  /// The values of the cells; the first row is the lowest, as in every field.
  public var field: ScalarField
  /// Colours each cell by its value; NaN gets the theme's alarm.
  public var scale: ColorScale
  /// Whether cells below the centre of a diverging scale are hatched, as they have to be where no minus
  /// stands on them.
  public var isHatched = true

  /// A field as an image, a cell for each value.
  public init(_ field: ScalarField, scale: ColorScale) {
    self.field = field
    self.scale = scale
  }

  /// What the cells cover: half a cell beyond the first and the last place on each side. A place that
  /// is alone on its side is as wide as the range, or a unit where that has no width.
  var area: (x: ClosedRange<Double>, y: ClosedRange<Double>) {
    (Self.covered(field.xRange, field.columns), Self.covered(field.yRange, field.rows))
  }

  private static func covered(_ range: ClosedRange<Double>, _ count: Int) -> ClosedRange<Double> {
    let width = range.upperBound - range.lowerBound
    if count > 1 {
      let half = width / Double(count - 1) / 2
      return range.lowerBound - half...range.upperBound + half
    }
    let half = width > 0 ? width / 2 : 0.5
    return range.lowerBound - half...range.lowerBound + half
  }

  /// The colour of the cell at a point of the data; nil beside the cells.
  func color(x: Double, y: Double, in theme: Theme) -> Color? {
    func index(_ value: Double, _ range: ClosedRange<Double>, _ count: Int) -> Int? {
      let share = (value - range.lowerBound) / (range.upperBound - range.lowerBound)
      guard count > 0, share >= 0, share <= 1 else { return nil }
      return min(Int(share * Double(count)), count - 1)
    }
    guard let column = index(x, area.x, field.columns), let row = index(y, area.y, field.rows)
    else { return nil }
    return scale.color(field.values[row * field.columns + column], in: theme)
  }
}
