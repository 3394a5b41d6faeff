public import VizTrace

extension Figure {
  /// What a network with a memory did on one sequence, as in figure 6 of the paper on Neural Turing
  /// Machines: what went in and came out, what was written and read, and where; time goes to the right.
  ///
  /// Below stand the memory after the last step, and which write the gradient of each answer is paid
  /// to.
  ///
  /// - Parameters:
  ///   - trace: What the network did.
  ///   - title: Of the figure.
  ///   - size: Of the figure; by default as large as its panels need.
  /// - Throws: ``PlotError`` where the trace has nothing to draw.
  public static func memory(
    _ trace: MemoryTrace, title: String, size: FigureSize? = nil
  ) throws(PlotError) -> Figure {
    let steps = trace.inputs.count
    guard steps > 0, !trace.heads.isEmpty, !trace.memory.isEmpty else {
      throw PlotError(.data, "the trace of the memory is empty")
    }
    var panels = [
      panel("Inputs", "bit", trace.inputs, .bits), panel("Outputs", "bit", trace.outputs, .bits),
    ]
    let writes = trace.heads.filter { $0.name.hasPrefix("write") }
    let reads = trace.heads.filter { !$0.name.hasPrefix("write") }
    for number in 0..<max(writes.count, reads.count) {
      let suffix = max(writes.count, reads.count) > 1 ? ", head \(number + 1)" : ""
      let pair = [(writes, "Adds", "Write"), (reads, "Reads", "Read")].map { heads, what, kind in
        (
          panel(what + suffix, "number", heads[safe: number]?.vectors ?? [], .signed),
          panel(
            "\(kind) weightings" + suffix, "location", heads[safe: number]?.weightings ?? [], .bits)
        )
      }
      panels += pair.map(\.0) + pair.map(\.1)
    }
    panels.append(
      panel("Memory at the end", "number", trace.memory, .signed, along: "location"))
    let payments = trace.payments.map { row in
      let most = row.max() ?? 0
      return most > 0 ? row.map { $0 / most } : row
    }
    if payments.contains(where: { !$0.isEmpty }) {
      panels.append(
        panel(
          "Gradient of each answer, by the write it is paid to", "step of the write", payments,
          .gradients, along: "step of the answer"))
    }
    let right = accuracy(trace)
    return Figure(
      title: title,
      subtitle: right.map { "\(trace.task), after \(trace.step) steps: \($0)" },
      caption: "Weights and bits from 0 to 1, what is added and read from −1 to 1: the deeper, the "
        + "farther from 0; hatched: negative. Gradients, in red: each answer's norms by the greatest "
        + "of them.",
      summary: ([title + "."]
        + [right.map { "On one sequence of \(trace.task) \($0)." }]
        .compactMap { $0 }).joined(separator: " "),
      size: size
        ?? .pixels(980, 110 + Double((panels.count + 1) / 2) * 230),
      panels: panels, columns: 2, labelling: .none)
  }

  /// How many of the bits that were asked for came out, in words; nil where none were.
  private static func accuracy(_ trace: MemoryTrace) -> String? {
    var (right, asked) = (0, 0)
    for (output, target) in zip(trace.outputs, trace.targets) where output.count == target.count {
      for (value, bit) in zip(output, target) {
        asked += 1
        if (value > 0.5) == (bit > 0.5) { right += 1 }
      }
    }
    return asked > 0 && !trace.payments.isEmpty ? "\(right) of \(asked) bits are right" : nil
  }

  private enum Numbers { case bits, signed, gradients }

  /// Rows as columns, from left to right; one that is empty is a gap.
  private static func panel(
    _ title: String, _ y: String, _ rows: [[Double]], _ numbers: Numbers, along x: String = "step"
  ) -> Panel {
    let height = rows.lazy.map(\.count).max() ?? 0
    let shown = rows.isEmpty || height == 0 ? [[Double.nan]] : rows
    let count = max(height, 1)
    var values: [Double] = []
    values.reserveCapacity(count * shown.count)
    for index in 0..<count {
      for row in shown { values.append(row[safe: index] ?? 0) }
    }
    let scale =
      switch numbers {
      case .bits: ColorScale(.magnitude(limit: 1, .value))
      case .gradients: ColorScale(.magnitude(limit: 1, .gradient))
      case .signed: ColorScale(.diverging(center: 0, limit: 1))
      }
    let field = ScalarField(
      columns: shown.count, rows: count, values: values,
      xRange: 1...Double(shown.count), yRange: 1...Double(count))
    return Panel(
      title: title, x: Axis(x, hasGrid: false, isTight: true, isWhole: true),
      y: Axis(y, hasGrid: false, tickCount: 4, isTight: true, isWhole: true),
      marks: [.raster(RasterMark(field, scale: scale))])
  }
}

extension Array {
  fileprivate subscript(safe index: Int) -> Element? { indices.contains(index) ? self[index] : nil }
}
