import VizBP

/// The progress of a training: loss, steps a second, time left.
final class TrainingMeter {
  private let bar: ProgressBar
  private let first: Int
  private let clock = ContinuousClock()
  private let start: ContinuousClock.Instant
  private var last: ContinuousClock.Instant
  private let total: Int

  init(total: Int, from first: Int, isQuiet: Bool) {
    bar = ProgressBar(total: total, isQuiet: isQuiet)
    self.total = total
    self.first = first
    start = clock.now
    last = start
  }

  func show(_ steps: Int, loss: Double) {
    // A line for each step would cost more than the step.
    guard bar.isShown, steps.isMultiple(of: 16) || steps == total else { return }
    let now = clock.now
    guard (now - last) / .milliseconds(100) >= 1 || steps == total else { return }
    last = now
    let seconds = (now - start) / .seconds(1)
    let rate = Double(steps - first) / max(seconds, 1e-9)
    let left = rate > 0 ? Double(total - steps) / rate : .infinity
    bar.show(
      steps,
      "loss \(TextTable.number(loss, digits: 4))  \(TextTable.number(rate, digits: 3)) steps/s"
        + "  \(Self.time(left)) left")
  }

  func finish() { bar.finish() }

  private static func time(_ seconds: Double) -> String {
    guard seconds < 1e6 else { return "–" }
    // In range: of a million seconds at most.
    let whole = Int(seconds.rounded(.up))
    if whole < 60 { return "\(whole) s" }
    if whole < 3600 { return "\(whole / 60) min \(whole % 60) s" }
    return "\(whole / 3600) h \(whole / 60 % 60) min"
  }
}
