import VizBP
import VizBase

extension VerificationReport {
  /// The run's loss beside that of the twin that mends it, or where none does of the best one; the
  /// others lie faint behind them.
  ///
  /// - Parameter run: What the run is called.
  func figure(of run: String) -> Figure {
    let before = verification.baseline
    let shown = verification.cure ?? verification.best
    let others = verification.twins.filter { $0.remedy != shown?.remedy }
    // Another change may be far worse than both, or go on for longer.
    let losses = ([before] + (shown.map { [$0] } ?? [])).flatMap(\.losses).filter(\.isFinite)
    let (low, high) = (losses.min() ?? 0, losses.max() ?? 1)
    let isWide = low > 0 && high / low > 30
    let range = isWide ? low / 2...high * 2 : low - 0.1 * (high - low)...high + 0.1 * (high - low)
    let last = ([before.steps.last, shown?.steps.last].compactMap { $0 }).max() ?? 0
    var lines = others.map { twin in
      var twin = twin
      twin.steps = twin.steps.filter { $0 <= last }
      twin.losses = twin.losses.map { range.contains($0) ? $0 : .nan }
      return Self.line(of: twin, Tone.secondary.faint(0.3), width: 1)
    }
    lines.append(
      Self.line(of: before, .category(5), width: 2.2, dash: [6, 3], label: "as it was"))
    if let shown {
      lines.append(
        Self.line(of: shown, .category(0), width: 2.2, label: Self.words(of: shown)))
    }
    let name = run.escaped(limit: 60)
    let title =
      switch (verification.cure, shown) {
      case (let cure?, _): "\(Self.words(of: cure)) mends \(name)"
      case (nil, let twin?): "Nothing tried mends \(name); best: \(Self.words(of: twin))"
      case (nil, nil): "Nothing was tried that could mend \(name)"
      }
    let result = "Held-out result: \(Self.score(of: before)) as it was"
    return Figure(
      title: title,
      subtitle: shown.map { "\(result), \(Self.score(of: $0)) with the change." } ?? "\(result).",
      caption: "The loss of the batches, each point a mean of those since the one before it."
        + (others.isEmpty ? "" : " Faint: \(others.count) other changes."),
      panels: [
        Panel(
          x: Axis("step"), y: Axis("loss", scale: isWide ? .log : .linear),
          marks: lines.map(Mark.line))
      ])
  }

  private static func line(
    of twin: Verification.Twin, _ tone: Tone, width: Double, dash: [Double] = [],
    label: String? = nil
  ) -> LineMark {
    LineMark(
      x: twin.steps.map(Double.init), y: twin.losses, tone: tone, width: width, dash: dash,
      label: label, marksGaps: label != nil)
  }

  private static func words(of twin: Verification.Twin) -> String {
    (twin.remedy?.words ?? "").escaped(limit: 80)
  }
}
