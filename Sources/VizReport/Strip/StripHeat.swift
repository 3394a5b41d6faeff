import Foundation
import VizBase
import VizDiagnosis
import VizDrawing
import VizEvents
import VizTrace

/// A number of each layer over the steps, a row a layer, reduced to what a page can show.
struct StripHeat: Sendable, Equatable, Codable {
  /// What the numbers are, and by what colours they are shown.
  enum Kind: String, Sendable, Codable {
    case gradient, update, saturation, dead
  }

  var kind: Kind
  var names: [String]
  /// Where each column begins.
  var steps: [Double]
  /// Of each layer its columns; `NaN` where a number is none, nil where there is none.
  var cells: [[Cell?]]

  /// A number that may be none.
  struct Cell: Sendable, Equatable, Codable {
    var value: Double

    init(_ value: Double) { self.value = value }

    init(from decoder: any Decoder) throws {
      let text = try decoder.singleValueContainer().decode(String.self)
      value = Double(text) ?? .nan
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      try container.encode(value.isFinite ? NumberFormat.significant(value, digits: 4) : "nan")
    }
  }

  static let mostColumns = 400
  static let mostRows = 60

  /// How the numbers of one column become one.
  private enum Merging { case largest, mean }

  init?(
    _ kind: Kind, _ run: RunHistory, mostColumns: Int = Self.mostColumns,
    mostRows: Int = Self.mostRows
  ) {
    self.kind = kind
    let steps = run.nodes.steps.map(Double.init)
    let rows: [(name: String, cells: [Cell?])]
    let merging: Merging
    switch kind {
    case .gradient:
      merging = .mean
      rows = Self.layers(run).filter { !$0.gradient.isEmpty }.map { track in
        (track.node, steps.indices.map { Self.size(track.gradient, at: $0) })
      }
    case .update:
      merging = .largest
      rows = Self.layers(run).filter { !$0.updateRatio.isEmpty }.map { track in
        (track.node, track.updateRatio.indices.map { Self.ratio(track, at: $0) })
      }
    case .saturation:
      merging = .mean
      rows = run.saturation.map { ($0.name, $0.values.map { Cell($0) }) }
    case .dead:
      merging = .mean
      // Until enough steps have told there is no share.
      rows = run.deadUnits.map { ($0.name, $0.values.map { $0.isNaN ? nil : Cell($0) }) }
    }
    guard let first = steps.first, let last = steps.last else { return nil }
    let shown = DataTable.some(of: rows, mostRows)
    // Columns of equal widths, as the axis has them.
    let columns = min(steps.count, mostColumns)
    let width = (last - first) / Double(max(columns, 1))
    var starts: [Int] = []
    for index in steps.indices {
      let column = width > 0 ? Int(min((steps[index] - first) / width, Double(columns - 1))) : 0
      let before =
        index > 0 && width > 0
        ? Int(min((steps[index - 1] - first) / width, Double(columns - 1))) : -1
      if column != before { starts.append(index) }
    }
    names = shown.map(\.name)
    self.steps = starts.map { steps[$0] }
    cells = shown.map { _, values in
      starts.indices.map { index in
        let end = index + 1 < starts.count ? starts[index + 1] : steps.count
        return Self.merged(values[starts[index]..<min(end, values.count)], merging)
      }
    }
    guard cells.contains(where: { $0.contains { $0 != nil } }) else { return nil }
  }

  /// The weights; of layers that have none, whatever is trained.
  private static func layers(_ run: RunHistory) -> [NodeTrack] {
    let parameters = run.nodes.tracks.filter(\.isParameter)
    let matrices = parameters.filter { ($0.shape?.count ?? 0) > 1 }
    return matrices.isEmpty ? parameters : matrices
  }

  /// How large an element is; none where some are no numbers.
  private static func size(_ column: StatisticsColumns, at row: Int) -> Cell? {
    guard column.count[row] > 0 else { return nil }
    guard column.nan[row] + column.inf[row] == 0 else { return Cell(.nan) }
    return Cell(column.norm[row] / Double(column.count[row]).squareRoot())
  }

  /// How large an update was; a number that is none where it was infinite, or its parameter broke, and
  /// nothing where no update was recorded.
  private static func ratio(_ track: NodeTrack, at row: Int) -> Cell? {
    let ratio = track.updateRatio[row]
    if ratio.isFinite { return Cell(ratio) }
    return ratio.isInfinite || track.value.row(at: row)?.broken ?? 0 > 0 ? Cell(.nan) : nil
  }

  private static func merged(_ cells: ArraySlice<Cell?>, _ merging: Merging) -> Cell? {
    let there = cells.compactMap { $0?.value }
    if there.contains(where: \.isNaN) { return Cell(.nan) }
    guard !there.isEmpty else { return nil }
    switch merging {
    case .largest: return there.max().map { Cell($0) }
    case .mean: return Cell(there.reduce(0) { $0 + $1 / Double(there.count) })
    }
  }

  // MARK: Colours

  /// The least and the greatest number of the scale.
  var range: ClosedRange<Double> {
    switch kind {
    case .saturation, .dead: return 0...1
    case .update: return 1e-6...1
    case .gradient:
      let values = cells.joined().compactMap { $0?.value }.filter { $0.isFinite && $0 > 1e-44 }
      guard let low = values.min(), let high = values.max(), low < high else { return 1e-6...1 }
      // More than sixteen decades below the largest nothing can be told apart.
      return max(low, high * 1e-16)...high
    }
  }

  /// The logarithms of both ends of the scale.
  var logarithms: ClosedRange<Double> {
    let range = range
    return logarithm(range.lowerBound)...logarithm(range.upperBound)
  }

  func logarithm(_ value: Double) -> Double { log10(max(value, 1e-300)) }

  /// Colours that let the page's ground through where nothing is remarkable.
  private static func color(_ kind: Kind, at share: Double) -> Color {
    switch kind {
    case .gradient: return Theme.light.gradient.color.opacity(0.06 + 0.94 * share)
    case .update:
      // A thousandth, in the middle, is what is usual.
      let distance = abs(share - 0.5) * 2
      return Palette.okabeIto[share < 0.5 ? 0 : 1].opacity(0.06 + 0.94 * distance)
    case .saturation, .dead: return warning.opacity(0.04 + 0.96 * share)
    }
  }

  private static let clear = Color(0x000000).opacity(0)
  static let alarm = Color(0xb3269f)
  /// What is wrong, or lost; gradients alone are red.
  static let warning = Palette.okabeIto[1]

  /// The heatmap, a pixel a cell, as a `data:` address; the columns stand where the axis has them.
  func address(_ axis: StripAxis) throws -> String {
    let width = axis.range.upperBound - axis.range.lowerBound
    let columns = max(1, min(Self.mostColumns, steps.count * 4))
    var indices: [Int] = []
    var index = 0
    for column in 0..<columns {
      let step = axis.range.lowerBound + (Double(column) + 0.5) / Double(columns) * width
      while index + 1 < steps.count, steps[index + 1] <= step { index += 1 }
      indices.append(index)
    }
    let scale = logarithms
    let length = scale.upperBound - scale.lowerBound
    let colors = cells.flatMap { row in
      indices.map { index -> Color in
        guard let value = row[index]?.value else { return Self.clear }
        guard value.isFinite else { return Self.alarm }
        // What is exactly 0 has no logarithm, and no colour.
        if value == 0 { return Self.clear }
        let share = isShare ? value : (logarithm(value) - scale.lowerBound) / length
        // A palette holds 256 colours.
        return Self.color(kind, at: (min(max(share, 0), 1) * 200).rounded() / 200)
      }
    }
    return try Self.address(of: colors, columns: columns, rows: cells.count)
  }

  static func address(of colors: [Color], columns: Int, rows: Int) throws -> String {
    guard let raster = Raster(columns: columns, rows: rows, cells: colors) else { return "" }
    let size = Size(width: Double(columns), height: Double(rows))
    var picture = Picture(size: size, title: "", summary: "")
    picture.image(raster, in: Rect(x: 0, y: 0, width: size.width, height: size.height))
    return "data:image/png;base64,\(Base64.encode(try picture.png()))"
  }

  /// The scale itself, from its least to its greatest number.
  func scaleAddress() throws -> String {
    let count = 64
    let colors = (0..<count).map { Self.color(kind, at: Double($0) / Double(count - 1)) }
    return try Self.address(of: colors, columns: count, rows: 1)
  }

  // MARK: Words

  var title: String {
    switch kind {
    case .gradient: "Gradients by layer"
    case .update: "Updates beside the weights"
    case .saturation: "Saturated"
    case .dead: "Dead units"
    }
  }

  var note: String {
    switch kind {
    case .gradient: "how large an element is, root mean square"
    case .update:
      "‖Δw‖ / ‖w‖, the largest of a column; pale: 10⁻³, as is usual; orange: more; blue: less"
    case .saturation: "the share of the slope that is lost"
    case .dead: "the share of units that give nothing"
    }
  }

  /// Both ends of the scale.
  var ends: (String, String) {
    switch kind {
    case .saturation, .dead: ("0 %", "100 %")
    case .gradient, .update:
      (NumberFormat.compact(range.lowerBound), NumberFormat.compact(range.upperBound))
    }
  }

  var isShare: Bool { kind == .saturation || kind == .dead }
}
