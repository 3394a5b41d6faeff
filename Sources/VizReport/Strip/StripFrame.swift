import Foundation
import VizDiagnosis
import VizDrawing
import VizEvents
import VizPlot
import VizTrace

/// How a classifier divided the plane at one step, small enough to stand beside others.
struct StripFrame: Sendable, Equatable, Codable {
  var step: Int
  /// The share of the examples that lie in the right region; nil where none are known.
  var share: Double?
  /// The plane as a `data:` address.
  var address: String
}

/// The frames of a run, and the examples that lie on all of them.
struct StripFrames: Sendable, Equatable, Codable {
  /// An example's place, in hundredths of a frame, and its class.
  struct Dot: Sendable, Equatable, Codable {
    var x, y: Double
    var category: Int
  }

  static let most = 8
  private static let mostDots = 120

  var frames: [StripFrame]
  var dots: [Dot]

  /// Nil where the run has no boundary.
  ///
  /// - Throws: `EventError` where the run cannot be read.
  init?(_ run: RunHistory, falling loss: StripLines?, most: Int = Self.most) throws {
    guard let boundary = try run.directory?.boundary(), let last = boundary.fields.last else {
      return nil
    }
    let fields = most > 1 ? Self.chosen(boundary.fields, loss) : [last]
    let points = ClassifiedPoints(
      x: boundary.examples?.x ?? [], y: boundary.examples?.y ?? [],
      classes: boundary.examples?.classes ?? [])
    frames = try fields.map { field in
      StripFrame(
        step: field.step, share: ClassifiedScore(points, field.classifier).share,
        address: try Self.address(field))
    }
    let all = Array(points.x.indices)
    dots = DataTable.some(of: all, Self.mostDots).compactMap { index in
      let x = (points.x[index] - last.xRange.lowerBound) / Self.width(last.xRange)
      let y = (points.y[index] - last.yRange.lowerBound) / Self.width(last.yRange)
      guard (0...1).contains(x), (0...1).contains(y) else { return nil }
      return Dot(
        x: Self.tenths(100 * x), y: Self.tenths(100 * (1 - y)),
        category: Palette.colorIndex(of: points.classes[index]))
    }
  }

  private static func tenths(_ x: Double) -> Double { (10 * x).rounded() / 10 }

  private static func width(_ range: ClosedRange<Double>) -> Double {
    max(range.upperBound - range.lowerBound, 1e-300)
  }

  /// The first field, the last, and between them those at which the drawn loss has fallen by equal
  /// parts of all that it falls; where it does not fall, at equal distances.
  private static func chosen(_ fields: [DecisionField], _ loss: StripLines?) -> [DecisionField] {
    guard fields.count > most, let line = loss?.lines.first, let loss,
      let first = line.values.first, let last = line.values.last,
      let top = loss.share(first), let bottom = loss.share(last), top > bottom
    else { return DataTable.some(of: fields, most) }
    var indices: Set = [0, fields.count - 1]
    for part in 1..<most - 1 {
      let level = top + (bottom - top) * Double(part) / Double(most - 1)
      guard let at = zip(line.steps, line.values).first(where: { loss.share($1) ?? 1 <= level })
      else { continue }
      let nearest = fields.indices.min {
        abs(Double(fields[$0].step) - at.0) < abs(Double(fields[$1].step) - at.0)
      }
      if let nearest { indices.insert(nearest) }
    }
    // Where it falls at once, frames at equal distances say more.
    for index in DataTable.some(of: Array(fields.indices), most) where indices.count < most {
      indices.insert(index)
    }
    return indices.sorted().map { fields[$0] }
  }

  /// Each place in its classes' colours, the stronger the surer.
  private static func address(_ field: DecisionField) throws -> String {
    let side = min(field.columns, 48)
    var colors: [Color] = []
    for row in 0..<side {
      for column in 0..<side {
        let point = Point(
          x: field.xRange.lowerBound + width(field.xRange) * (Double(column) + 0.5) / Double(side),
          y: field.yRange.upperBound - width(field.yRange) * (Double(row) + 0.5) / Double(side))
        colors.append(color(of: field.classifier([point]).first ?? []))
      }
    }
    return try StripHeat.address(of: colors, columns: side, rows: side)
  }

  private static func color(of shares: [Double]) -> Color {
    guard shares.count > 1, shares.allSatisfy(\.isFinite), let most = shares.max() else {
      return Color(0x000000).opacity(0)
    }
    let best = shares.firstIndex(of: most) ?? 0
    let chance = 1 / Double(shares.count)
    let sure = min(max((most - chance) / (1 - chance), 0), 1)
    // Few strengths make few colours, and small pictures.
    return Palette.okabeIto[Palette.colorIndex(of: best)].opacity(
      0.1 + 0.5 * (sure * 12).rounded() / 12)
  }
}
