import Foundation
import VizDrawing
import VizEvents
import VizPlot
import VizBase
import VizDiagnosis
import VizTrace

/// The sections of a report of one run that are figures and tables.
struct RunSections {
  let history: RunHistory
  let findings: [Finding]

  // MARK: - Curves

  /// The losses, then all other metrics, a panel for each quantity.
  func curves() throws -> ReportSection? {
    let groups = MetricGroups(history.metrics)
    guard !groups.losses.isEmpty || !groups.others.isEmpty || !groups.rates.isEmpty else {
      return nil
    }
    var section = ReportSection(id: "curves", title: "Loss and metrics")
    if !groups.losses.isEmpty {
      var figure = try Figure.curves(groups.losses, options: MetricGroups.options(groups.losses))
      mark(&figure)
      section.figures.append(
        try ReportFigure(
          figure, id: "curves-loss", table: DataTable(groups.losses, caption: "Loss by step")))
    }
    if !groups.others.isEmpty {
      let options = MetricGroups.options(ofOthers: groups.others)
      section.figures.append(
        try ReportFigure(
          Figure.curves(groups.others, options: options), id: "curves-metrics",
          table: DataTable(groups.others, caption: "Metrics by step")))
    }
    if !groups.rates.isEmpty {
      section.figures.append(
        try ReportFigure(
          Figure.curves(groups.rates, options: CurveOptions(best: .none)), id: "curves-rate",
          table: DataTable(groups.rates, caption: "Learning rate by step")))
    }
    if groups.leftOut > 0 {
      section.words.append(
        "\(groups.leftOut) more metrics are in the log and not drawn here; vizbp plot draws those"
          + " that you name.")
    }
    return section
  }

  /// Marks where the findings that the losses tell of were first seen.
  private func mark(_ figure: inout Figure) {
    let steps = Set(findings.compactMap(\.step)).sorted().prefix(4)
    for step in steps where step > 0 {
      figure.panels[0].marks.append(
        .rule(RuleMark(.vertical, at: Double(step), tone: .alarm, text: "step \(step)")))
    }
  }

  // MARK: - Decision boundary

  private static let frames = 8
  /// More of them cover each other in a small frame.
  private static let mostExamples = 150

  /// The decision boundary at some steps, and the loss with these steps marked.
  func filmstrip() throws -> ReportSection? {
    guard let directory = history.directory else { return nil }
    let boundary = try directory.boundary()
    guard !boundary.fields.isEmpty else { return nil }
    let figures = RunFigures.filmstrip(
      boundary.fields, boundary.examples, of: history.name, frames: Self.frames,
      mostExamples: Self.mostExamples, resolution: 49)
    var section = ReportSection(id: "boundary", title: "Decision boundary")
    section.words.append(
      "How the network divides the plane, from the first step to the last; the dots on the loss"
        + " below are these steps.")
    var table = DataTable(
      caption: "The share of examples in the right region",
      columns: [.number("step"), .number("right (%)")], rows: [])
    for frame in figures.frames {
      table.rows.append([.step(Double(frame.step)), .number(frame.share.map { $0 * 100 })])
    }
    section.figures.append(
      try ReportFigure(figures.figure, id: "boundary-frames", table: table, isWide: true))
    if let loss = history.loss {
      var figure = try Figure.layerLines(
        [loss], title: "Where the frames stand on the loss", label: loss.name,
        size: .pixels(900, 260), smoothing: loss.values.count >= 100 ? 0.9 : nil)
      if MetricGroups.options([loss]).yKind == .linear { figure.panels[0].y.scale = .linear }
      let steps = figures.frames.map { Double($0.step) }
      let values = steps.map { loss.around($0) }
      figure.panels[0].marks.append(
        .dots(DotMark(x: steps, y: values, tone: .ink, size: 8)))
      section.figures.append(
        try ReportFigure(
          figure, id: "boundary-loss",
          table: DataTable(
            caption: "The loss at the frames' steps",
            columns: [.number("step"), .number("loss")],
            rows: zip(steps, values).map { [.step($0), .number($1)] }), isWide: true))
    }
    return section
  }

  // MARK: - Distributions

  private static let mostParameters = 6
  private static let mostSteps = 40

  /// How the parameters and their gradients are spread over the steps.
  func distributions() throws -> ReportSection? {
    guard let log = history.log else { return nil }
    let parameters = history.nodes.tracks.filter(\.isParameter)
    guard !parameters.isEmpty else { return nil }
    // Weights say more than biases.
    let bySize = parameters.sorted { ($0.value.count.last ?? 0) > ($1.value.count.last ?? 0) }
    let chosen = Set(bySize.prefix(Self.mostParameters).map(\.node))
    let steps = DataTable.some(of: history.nodes.steps, Self.mostSteps)
    var values: [Node.ID: [ValueDistribution]] = [:]
    var gradients: [Node.ID: [ValueDistribution]] = [:]
    for step in steps {
      for record in try log.nodes(at: step) where chosen.contains(record.node) {
        func add(_ summary: Statistics?, to all: inout [Node.ID: [ValueDistribution]]) {
          guard let summary,
            let one = ValueDistribution(step: Double(step), summary: summary)
          else { return }
          all[record.node, default: []].append(one)
        }
        add(record.value, to: &values)
        add(record.gradient, to: &gradients)
      }
    }
    var section = ReportSection(id: "distributions", title: "Distributions over time")
    for (number, track) in parameters.enumerated() where chosen.contains(track.node) {
      for (kind, track, found) in [
        ("value", track, values[track.node]), ("gradient", track, gradients[track.node]),
      ] {
        guard let found, found.contains(where: { $0.histogram.counts.contains { $0 > 0 } }) else {
          continue
        }
        let name = track.node.escaped(limit: 40)
        let columns = kind == "value" ? track.value : track.gradient
        guard
          let figure = try? Figure.distributionHeatmap(
            found, title: kind == "value" ? name : "∂L/∂\(name)", values: kind,
            size: .pixels(560, 320))
        else { continue }
        section.figures.append(
          try ReportFigure(
            figure, id: "distribution-\(number)-\(kind)",
            table: table(of: columns, caption: "\(kind) of \(name)")))
      }
    }
    if parameters.count > chosen.count {
      section.words.append(
        "The \(chosen.count) largest of \(parameters.count) parameters; vizbp plot --figure"
          + " distribution --node draws any other.")
    }
    return section.figures.isEmpty ? nil : section
  }

  private func table(of columns: StatisticsColumns, caption: String) -> DataTable {
    let steps = history.nodes.steps
    let places = DataTable.some(
      of: steps.indices.filter { columns.count.indices.contains($0) && columns.count[$0] > 0 }, 12)
    return DataTable(
      caption: caption,
      columns: [
        .number("step"), .number("mean"), .number("std"), .number("min"), .number("max"),
        .number("norm"),
      ],
      rows: places.map { place in
        [
          .step(Double(steps[place])), .number(columns.mean[place]), .number(columns.std[place]),
          .number(columns.min[place]), .number(columns.max[place]), .number(columns.norm[place]),
        ]
      })
  }

  // MARK: - Layers

  /// Gradient flow, update ratios, saturation and dead units.
  func layers() throws -> ReportSection? {
    var section = ReportSection(id: "layers", title: "Gradient flow and updates")
    let parameters = history.nodes.tracks.filter(\.isParameter)
    if let flow = try gradientFlow(parameters) { section.figures.append(flow) }
    let steps = history.nodes.steps.map(Double.init)
    let smoothing = steps.count >= 200 ? 0.9 : nil
    func add(
      _ id: String, _ series: [MetricSeries], caption: String,
      _ figure: ([MetricSeries]) throws -> Figure
    ) throws {
      let drawn = series.filter { $0.values.contains(where: \.isFinite) }
      guard !drawn.isEmpty else { return }
      section.figures.append(
        try ReportFigure(figure(drawn), id: id, table: DataTable(drawn, caption: caption)))
    }
    // Of many layers every other one tells the same.
    let shown = DataTable.some(of: parameters, 8)
    try add(
      "layers-norms",
      shown.map {
        MetricSeries(name: $0.node, steps: steps, values: $0.gradient.norm)
      }, caption: "Gradient norm by step"
    ) {
      try Figure.layerLines(
        $0, title: "Gradient norms by layer", label: "‖∂L/∂w‖", size: Self.size,
        smoothing: smoothing)
    }
    try add(
      "layers-updates",
      shown.map { MetricSeries(name: $0.node, steps: steps, values: $0.updateRatio) },
      caption: "Update ratio by step"
    ) { try Figure.updateRatios($0, size: Self.size, smoothing: smoothing) }
    let sampling =
      steps.count > 300
      ? "300 of \(NumberFormat.grouped(Double(steps.count))) steps at even distances." : nil
    func percent(_ series: [MetricSeries]) -> [MetricSeries] {
      series.map { one in
        // Shares change slowly: some of very many steps say the same.
        let places = DataTable.some(of: Array(one.values.indices), 300)
        return MetricSeries(
          name: one.name, steps: places.map { one.steps[$0] },
          values: places.map { 100 * one.values[$0] })
      }
    }
    try add("layers-saturation", percent(history.saturation), caption: "Saturation by step (%)") {
      var figure = try Figure.layerLines(
        $0, title: "Saturation by layer", label: "% of the slope lost", size: Self.size,
        range: 0...100)
      figure.caption = sampling
      return figure
    }
    try add("layers-dead", percent(history.deadUnits), caption: "Dead units by step (%)") {
      var figure = try Figure.layerLines(
        $0, title: "Dead units by layer", label: "% of the units", size: Self.size,
        range: 0...100)
      figure.caption = sampling
      return figure
    }
    return section.figures.isEmpty ? nil : section
  }

  private static let size = FigureSize.pixels(640, 400)

  private func gradientFlow(_ parameters: [NodeTrack]) throws -> ReportFigure? {
    guard let log = history.log, let step = history.nodes.steps.last else { return nil }
    let names = Set(parameters.map(\.node))
    let layers = try log.nodes(at: step).filter { names.contains($0.node) }.compactMap {
      record in record.gradient.map { LayerGradient(name: record.node, summary: $0) }
    }
    guard !layers.isEmpty else { return nil }
    let figure = try Figure.gradientFlow(
      layers, title: "Gradients at step \(NumberFormat.grouped(Double(step)))",
      size: .pixels(640, min(max(150 + 26 * Double(layers.count), 300), 1600)))
    return try ReportFigure(
      figure, id: "layers-flow",
      table: DataTable(
        caption: "Gradients at step \(step)",
        columns: [.words("parameter"), .number("mean |gradient|"), .number("max |gradient|")],
        rows: layers.map { [.words($0.name.escaped()), .number($0.mean), .number($0.max)] }))
  }

  // MARK: - Nodes

  private static let mostNodes = 400

  /// Every node with its last statistics.
  func nodes() -> ReportSection? {
    let tracks = history.nodes.tracks
    guard let step = history.nodes.steps.last, !tracks.isEmpty else { return nil }
    var section = ReportSection(id: "statistics", title: "Statistics of all nodes")
    let rows = tracks.prefix(Self.mostNodes).map { track -> [DataTable.Cell] in
      let (value, gradient) = (track.value.last, track.gradient.last)
      return [
        .words(track.node.escaped(limit: 60)), .words((track.op ?? "–").escaped(limit: 30)),
        .count(value?.count), .number(value?.mean), .number(value?.std), .number(value?.norm),
        .number(value.map { 100 * $0.zeros }), .number(gradient?.norm),
        .number(gradient.map { 100 * $0.zeros }),
        .number(track.updateRatio.last.flatMap { $0.isNaN ? nil : $0 }),
        .number(track.distance.last.flatMap { $0.isNaN ? nil : $0 }),
        .count((value?.broken ?? 0) + (gradient?.broken ?? 0)),
      ]
    }
    section.tables.append(
      DataTable(
        caption: "What each node held at step \(NumberFormat.grouped(Double(step)))",
        columns: [
          .words("node"), .words("op"), .number("elements"), .number("mean"), .number("std"),
          .number("norm"), .number("zeros (%)"), .number("gradient norm"),
          .number("gradient zeros (%)"), .number("update ratio"), .number("distance from start"),
          .number("not finite"),
        ], rows: rows,
        note: tracks.count > rows.count
          ? "The first \(rows.count) of \(tracks.count) nodes; the run's log has all." : nil,
        isSortable: true))
    return section
  }

  // MARK: - Gradient check

  func check(_ check: GraphPage.Check) -> ReportSection {
    ReportSection(
      id: "check", title: "Gradient check",
      words: [check.verdict, check.differences].compactMap { $0 },
      tables: [
        DataTable(
          caption: "What was found for each node; errors are relative",
          columns: [
            .words("node"), .words("op"), .words("status"), .number("value error"),
            .number("gradient error"), .words("why"),
          ],
          rows: check.rows.map { row in
            [
              .words(row.node), .words(row.op), .words(row.status.rawValue),
              .number(row.valueError), .number(row.gradientError), .words(row.reason ?? ""),
            ]
          })
      ])
  }

  // MARK: - Cost

  /// What a step took: operations, ω, and what capture added.
  func cost() -> ReportSection? {
    var section = ReportSection(id: "cost", title: "Cost")
    var rows: [(String, Double, String)] = []
    if let cost = history.record?.cost {
      rows.append(("forward pass", Double(cost.forward), "operations a step"))
      rows.append(("backward pass", Double(cost.backward), "operations a step"))
      if cost.forward > 0 {
        let ratio = Double(cost.forward + cost.backward) / Double(cost.forward)
        rows.append(("ω: value and gradient over the value alone", ratio, "times"))
        section.words.append(
          "Value and gradient together take \(NumberFormat.brief(ratio)) times the operations of"
            + " the value alone, whatever the number of parameters: the cheap gradient principle.")
      }
    }
    let times = (history.metric("step_time")?.values ?? []).filter(\.isFinite).sorted()
    if !times.isEmpty {
      rows.append(("a step, median", times[times.count / 2] * 1000, "ms"))
    }
    if let overhead = history.metric("capture/overhead")?.values.last, overhead.isFinite {
      rows.append(("capture, beside the training's own time", overhead * 100, "%"))
      section.words.append(
        "Capturing what this report shows took \(NumberFormat.brief(overhead * 100)) % of the"
          + " training's own time.")
    }
    guard !rows.isEmpty else { return nil }
    section.tables.append(
      DataTable(
        caption: "What a step took", columns: [.words("what"), .number("value"), .words("unit")],
        rows: rows.map { [.words($0.0), .number($0.1), .words($0.2)] }))
    return section
  }

  // MARK: - Reproducibility

  func reproducibility() -> ReportSection? {
    guard let record = history.record else { return nil }
    var section = ReportSection(id: "reproducibility", title: "Reproducibility")
    var settings = record.configuration
    if case .string(let command)? = settings.removeValue(forKey: "command") {
      section.commands.append("vizbp \(command.escaped(limit: 1000))")
    }
    var rows: [(String, String)] = settings.sorted { $0.key < $1.key }.map {
      ($0.key, $0.value.words)
    }.filter { !$0.1.isEmpty }
    if let seed = record.seed, settings["seed"] == nil { rows.append(("seed", "\(seed)")) }
    section.tables.append(
      DataTable(
        caption: "Configuration", columns: [.words("setting"), .words("value")],
        rows: rows.map { [.words($0.0.escaped(limit: 60)), .words($0.1)] }))
    var facts = record.versions.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    facts.append(("begun", Self.time(record.start)))
    if let end = record.end { facts.append(("ended", Self.time(end))) }
    if let host = record.host { facts.append(("host", host)) }
    section.tables.append(
      DataTable(
        caption: "Versions, time and place", columns: [.words("what"), .words("value")],
        rows: facts.map { [.words($0.0.escaped(limit: 60)), .words($0.1.escaped(limit: 120))] }))
    return section
  }

  static func time(_ seconds: Double) -> String {
    guard seconds.isFinite, abs(seconds) < 1e11 else { return "unknown" }
    let format = Date.ISO8601FormatStyle()
    return Date(timeIntervalSince1970: seconds.rounded(.down)).formatted(format)
  }
}

extension JSONValue {
  /// A setting as a reader writes it.
  var words: String {
    switch self {
    case .null: "–"
    case .string(let text): text.escaped(limit: 120)
    case .array(let items): items.map(\.words).joined(separator: ", ")
    case .bool, .number, .object: jsonText().escaped(limit: 120)
    }
  }
}

extension StatisticsColumns {
  fileprivate struct Row {
    var count: Int
    var mean, std, norm, zeros: Double
    var broken: Int
  }

  /// The last step's statistics; nil where the node had none then.
  fileprivate var last: Row? {
    guard let place = count.indices.last, count[place] > 0 else { return nil }
    let all = Int(count[place])
    return Row(
      count: all, mean: mean[place], std: std[place], norm: norm[place],
      zeros: Double(zeros[place]) / Double(all), broken: Int(nan[place]) + Int(inf[place]))
  }
}
