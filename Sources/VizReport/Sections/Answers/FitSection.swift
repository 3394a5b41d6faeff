import VizBase
import VizDiagnosis
import VizPlot
import VizTrace

/// What a network that answers with numbers makes of its data, and what is left over.
struct FitSection: RunSection {
  static let id = "residuals"
  static let title = "Fit and residuals"

  private let batch: LastBatch
  let figures: [ReportFigure]
  /// Of the answers, how many are no number.
  let broken: Int

  init?(_ run: ReportedRun) throws {
    guard let batch = LastBatch(run.history), batch.kind == .numbers else { return nil }
    self.batch = batch
    broken = batch.answers.count { !$0.isFinite }
    guard broken < batch.answers.count else {
      figures = []
      return
    }
    let residuals = zip(batch.targets, batch.answers).map { $0 - $1 }
    let alone = batch.width == 1 ? batch.inputs.flatMap { $0.extent == [1] ? $0.values : nil } : nil
    let panels =
      alone.map { Self.overInput($0, batch, residuals) } ?? Self.overTarget(batch, residuals)
    let figure = Figure(
      title: alone == nil ? "Answers beside the targets" : "The data and the fit",
      summary: "Above or left the answers, beside them what is left over of each target.",
      size: .column(500), panels: panels, columns: 1, labelling: .legend)
    let table = DataTable(
      caption: "The examples with the largest residuals",
      columns: (alone == nil ? [] : [.number("input")]) + [
        .number("target"), .number("answer"), .number("residual"),
      ],
      rows: residuals.indices.sorted { abs(residuals[$0]) > abs(residuals[$1]) }
        .prefix(Self.mostRows).map { index in
          (alone.map { [.number($0[index])] } ?? []) + [
            .number(batch.targets[index]), .number(batch.answers[index]),
            .number(residuals[index]),
          ]
        })
    figures = [try ReportFigure(figure, id: "fit-residuals", table: table)]
  }

  private static let mostRows = 12

  /// Over the one number that each example has.
  private static func overInput(
    _ x: [Double], _ batch: LastBatch, _ residuals: [Double]
  ) -> [Panel] {
    let order = x.indices.sorted { x[$0] < x[$1] }
    return [
      Panel(
        x: Axis("input"), y: Axis("target"),
        marks: [
          .dots(DotMark(x: x, y: batch.targets, label: "data")),
          .line(
            LineMark(
              x: order.map { x[$0] }, y: order.map { batch.answers[$0] }, tone: .category(5),
              label: "fit", marksGaps: true)),
        ]), self.residuals(x, "input", residuals),
    ]
  }

  private static func overTarget(_ batch: LastBatch, _ residuals: [Double]) -> [Panel] {
    let ends = batch.targets.filter(\.isFinite)
    let (low, high) = (ends.min() ?? 0, ends.max() ?? 1)
    return [
      Panel(
        x: Axis("target"), y: Axis("answer"),
        marks: [
          .line(
            LineMark(
              x: [low, high], y: [low, high], tone: .secondary, width: 1, dash: [4, 4],
              label: "right")),
          .dots(DotMark(x: batch.targets, y: batch.answers, label: "examples")),
        ]), self.residuals(batch.answers, "answer", residuals),
    ]
  }

  private static func residuals(_ x: [Double], _ name: String, _ residuals: [Double]) -> Panel {
    Panel(
      x: Axis(name), y: Axis("target − answer"),
      marks: [
        .rule(RuleMark(.horizontal, at: 0)),
        .dots(DotMark(x: x, y: residuals, tone: .category(1), label: "residuals")),
      ])
  }

  var words: [String] {
    var words = [batch.words]
    if broken > 0 { words.append("\(broken) of the answers are no numbers, and have no place.") }
    let finite = zip(batch.targets, batch.answers).map { $0 - $1 }.filter(\.isFinite)
    let answers = Set(batch.answers)
    if answers.count == 1, let only = answers.first, only.isFinite {
      words.append("Every example gets the same answer, \(NumberFormat.brief(only)).")
    } else if !finite.isEmpty {
      let mean = finite.reduce(0) { $0 + $1 * $1 } / Double(finite.count)
      words.append(
        "A residual is \(NumberFormat.brief(mean.squareRoot())) in the root mean square.")
    }
    return words
  }
}
