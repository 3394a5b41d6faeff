/// What stands for data in a panel; later marks lie above earlier ones.
public enum Mark: Sendable, Equatable {
  /// A line through points.
  case line(LineMark)
  /// A symbol at each point.
  case dots(DotMark)
  /// The area between two curves.
  case band(BandMark)
  /// Bars from a base to a height.
  case bars(BarMark)
  /// A straight line across the panel.
  case rule(RuleMark)
  /// Words at a point.
  case text(TextMark)
  /// A field as an image of coloured cells.
  case raster(RasterMark)
  /// The areas between levels of a field.
  case filledContour(FilledContourMark)
  /// The lines along levels of a field.
  case contourLine(ContourLineMark)
  /// Curves above each other, each on a base of its own.
  case ridges(RidgeMark)

  /// The words that name the mark, beside it or in a legend.
  var key: MarkKey? {
    switch self {
    case .line(let mark):
      mark.label.map {
        MarkKey(text: $0, tone: mark.tone, symbol: .line(width: mark.width, dash: mark.dash))
      }
    case .dots(let mark):
      mark.label.map {
        MarkKey(text: $0, tone: mark.tone, symbol: mark.isRing ? .ring : .dot(mark.shape))
      }
    case .band(let mark): mark.label.map { MarkKey(text: $0, tone: mark.tone, symbol: .area) }
    case .bars(let mark): mark.label.map { MarkKey(text: $0, tone: mark.tone, symbol: .area) }
    case .contourLine(let mark):
      mark.label.map {
        MarkKey(text: $0, tone: mark.tone, symbol: .line(width: mark.width, dash: mark.dash))
      }
    case .rule, .text, .raster, .filledContour, .ridges: nil
    }
  }
}

/// An entry of a legend.
struct MarkKey: Sendable, Hashable {
  enum Symbol: Sendable, Hashable {
    case line(width: Double, dash: [Double])
    case dot(DotMark.Shape)
    /// A disc behind a symbol of another mark, which it shows around it.
    case ring
    case area
  }

  var text: String
  var tone: Tone
  var symbol: Symbol
}
