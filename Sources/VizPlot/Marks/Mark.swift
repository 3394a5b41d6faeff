/// What stands for data in a panel; later marks lie above earlier ones.
public enum Mark: Sendable, Equatable {
  case line(LineMark)
  case dots(DotMark)
  case band(BandMark)
  case bars(BarMark)
  case rule(RuleMark)
  case text(TextMark)
  case raster(RasterMark)
  case filledContour(FilledContourMark)
  case contourLine(ContourLineMark)
  case ridges(RidgeMark)

  /// The words that name the mark, beside it or in a legend.
  var key: MarkKey? {
    switch self {
    case .line(let mark):
      mark.label.map {
        MarkKey(text: $0, tone: mark.tone, symbol: .line(width: mark.width, dash: mark.dash))
      }
    case .dots(let mark):
      mark.label.map { MarkKey(text: $0, tone: mark.tone, symbol: .dot(mark.shape)) }
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
    case area
  }

  var text: String
  var tone: Tone
  var symbol: Symbol
}
