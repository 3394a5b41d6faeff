import Foundation
import VizBase
import VizDiagnosis
import VizDrawing
import VizPlot
import VizTrace

/// What a classifier calls what, which examples cost it most, and what its first filters
/// look for.
struct ConfusionSection: RunSection {
  static let id = "confusion"
  static let title = "What is called what"

  private let batch: LastBatch
  let figures: [ReportFigure]
  let strips: [ImageStrip]
  /// The one class that is ever named; nil where there are several.
  let only: Int?
  /// Of the examples, how many have an answer that is no number.
  let broken: Int
  private let classes: Int

  private static let mostClasses = 30
  private static let mostNumbers = 12

  init?(_ run: ReportedRun) throws {
    guard let batch = LastBatch(run.history), batch.kind == .classes,
      batch.width <= Self.mostClasses
    else { return nil }
    let classes = batch.width
    self.batch = batch
    self.classes = classes
    let said = (0..<batch.count).map { Self.answer(batch, $0) }
    broken = said.count { $0 == nil }
    let named = Set(said.compactMap { $0 })
    only = named.count == 1 ? named.first : nil
    var counts = [Int](repeating: 0, count: classes * classes)
    for (index, answer) in said.enumerated() {
      guard let answer, let truth = Self.truth(batch, index) else { continue }
      counts[truth * classes + answer] += 1
    }
    figures = broken < batch.count ? [try Self.matrix(counts, classes)] : []
    strips = [
      try Self.worst(batch, said), try run.history.graph.flatMap { try Self.filters($0) },
    ].compactMap { $0 }
  }

  /// The class that an example is said to be of; nil where its scores are no numbers.
  private static func answer(_ batch: LastBatch, _ example: Int) -> Int? {
    let scores = batch.answers[example * batch.width..<(example + 1) * batch.width]
    guard scores.allSatisfy({ !$0.isNaN }) else { return nil }
    return scores.indices.max { scores[$0] < scores[$1] }.map { $0 - scores.startIndex }
  }

  private static func truth(_ batch: LastBatch, _ example: Int) -> Int? {
    let target = batch.targets[example]
    guard target >= 0, target < Double(batch.width) else { return nil }
    return Int(exactly: target)
  }

  // MARK: The matrix

  private static func matrix(_ counts: [Int], _ classes: Int) throws -> ReportFigure {
    let names = (0..<classes).map(String.init)
    let most = Double(max(counts.max() ?? 1, 1))
    var marks: [Mark] = [.raster(cells(counts.map { Double($0) / most }, classes))]
    if classes <= mostNumbers {
      for (index, count) in counts.enumerated() where count > 0 {
        marks.append(
          .text(
            TextMark(
              "\(count)", x: Double(index % classes), y: Double(index / classes), location: .center)
          ))
      }
    }
    let side = min(max(150 + 26 * Double(classes), 280), 410)
    let figure = Figure(
      title: "Classes and answers",
      summary: "How many examples of each class were called what.",
      size: .column(side),
      panels: [
        Panel(
          x: Axis("called", scale: Scale(.band(names)), hasGrid: false),
          y: Axis("is", scale: Scale(.band(names)), hasGrid: false), marks: marks)
      ], labelling: .none)
    return try ReportFigure(
      figure, id: "confusion-matrix",
      table: DataTable(
        caption: "Examples of each class by what they were called",
        columns: [.words("is")] + names.map { .number("called \($0)") },
        rows: (0..<classes).map { truth in
          [.words("\(truth)")]
            + (0..<classes).map { .count(counts[truth * classes + $0]) }
        }))
  }

  /// A cell for each pair, in the middle of its row and column.
  static func cells(_ shares: [Double], _ classes: Int) -> RasterMark {
    let places = 0...Double(max(classes - 1, 0))
    // So pale at most that its number can be read in either theme.
    return RasterMark(
      ScalarField(
        columns: classes, rows: classes, values: shares, xRange: places, yRange: places),
      scale: ColorScale(.amount(.category(0), most: 1.6)))
  }

  // MARK: Pictures

  private static let mostWorst = 8
  private static let mostFilters = 32
  private static let sides = 4...64

  /// The examples with the greatest loss, where they are pictures.
  private static func worst(_ batch: LastBatch, _ said: [Int?]) throws -> ImageStrip? {
    guard let inputs = batch.inputs, let size = size(inputs.extent) else { return nil }
    let length = inputs.extent.reduce(1, *)
    guard inputs.values.count == length * batch.count else { return nil }
    let chances = (0..<batch.count).map { index in
      truth(batch, index).map { chance(batch, index, of: $0) } ?? .nan
    }
    let order = chances.indices.filter { chances[$0].isFinite }.sorted {
      (chances[$0], $0) < (chances[$1], $1)
    }
    let frames = try order.prefix(mostWorst).map { index in
      let pixels = Array(inputs.values[index * length..<index * length + size.0 * size.1])
      let truth = Self.truth(batch, index).map(String.init) ?? "–"
      let answer = said[index].map(String.init) ?? "nothing"
      return ImageStrip.Frame(
        caption:
          "is \(truth), called \(answer) (its own class: \(RunWords.percent(chances[index])))",
        source: try address(pixels, rows: size.0, columns: size.1, isSigned: false), width: 96)
    }
    guard !frames.isEmpty else { return nil }
    return ImageStrip(caption: "The examples with the largest loss", frames: frames)
  }

  private static func chance(_ batch: LastBatch, _ example: Int, of truth: Int) -> Double {
    let scores = batch.answers[example * batch.width..<(example + 1) * batch.width]
    guard let most = scores.max(), most.isFinite else { return .nan }
    let parts = scores.map { exp($0 - most) }
    return parts[truth] / parts.reduce(0, +)
  }

  /// Rows and columns of a picture of one channel, or of the first of several.
  private static func size(_ extent: [Int]) -> (Int, Int)? {
    guard extent.count == 3 || extent.count == 2 else { return nil }
    let (rows, columns) = (extent[extent.count - 2], extent[extent.count - 1])
    return sides.contains(rows) && sides.contains(columns) ? (rows, columns) : nil
  }

  /// The filters of the first convolution.
  private static func filters(_ graph: ComputationGraph) throws -> ImageStrip? {
    guard
      let layer = graph.nodes.first(where: { $0.op == "conv2d" && $0.inputs.count > 1 }),
      let node = graph.nodes.first(where: { $0.id == layer.inputs[1] && $0.isParameter }),
      case .elements(let values, let shape)? = node.value, shape.count == 4,
      shape[2] > 1 || shape[3] > 1
    else { return nil }
    let (rows, columns) = (shape[2], shape[3])
    let length = shape[1] * rows * columns
    let frames = try (0..<min(shape[0], mostFilters)).map { filter in
      // Of several channels the first.
      let pixels = Array(values[filter * length..<filter * length + rows * columns])
      return ImageStrip.Frame(
        caption: "filter \(filter + 1)",
        source: try address(pixels, rows: rows, columns: columns, isSigned: true), width: 72)
    }
    let more = shape[0] > mostFilters ? ": \(mostFilters) of \(shape[0])" : ""
    let channels = shape[1] > 1 ? ", the first of \(shape[1]) channels" : ""
    return ImageStrip(
      caption:
        "The filters of \(node.id.escaped(limit: 40))\(more)\(channels), each on a scale of its own:"
        + " the deeper, the farther from zero; hatched: below zero",
      frames: frames)
  }

  private static func address(
    _ pixels: [Double], rows: Int, columns: Int, isSigned: Bool
  ) throws -> String {
    let finite = pixels.filter(\.isFinite)
    let (low, high) = (finite.min() ?? 0, finite.max() ?? 1)
    let limit = max(abs(low), abs(high))
    let colors = pixels.map { pixel -> Color in
      guard pixel.isFinite else { return StripHeat.alarm }
      if isSigned {
        // A palette holds 256 colours.
        let part = limit > 0 ? (pixel / limit * 60).rounded() / 60 : 0
        return Theme.light.value.color.opacity(abs(part))
      }
      let part = high > low ? (pixel - low) / (high - low) : 0
      // In range: from 0 to 255.
      let grey = UInt32((255 * (1 - part)).rounded())
      return Color(grey << 16 | grey << 8 | grey)
    }
    guard isSigned else { return try StripHeat.address(of: colors, columns: columns, rows: rows) }
    let raster = Raster(columns: columns, rows: rows, cells: colors)?.hatched {
      pixels[$0] < 0
    } line: {
      $0.opacity(0.25 * $0.alpha)
    }
    return try raster.map {
      try StripHeat.address(of: $0.cells, columns: $0.columns, rows: $0.rows)
    } ?? ""
  }

  // MARK: Words

  var words: [String] {
    var words = [batch.words]
    if broken > 0 {
      words.append("\(broken) examples have scores that are no numbers, and are called nothing.")
    }
    if let only, batch.count >= 16 {
      words.append(
        "Everything is called class \(only), as good as guessing among \(classes).")
    }
    return words
  }
}
