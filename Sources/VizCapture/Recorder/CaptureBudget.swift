/// What capture costs beside the training's own time, and whether another step may be captured.
struct CaptureBudget {
  /// The share of the training's time that capture may take; nil for no bound.
  private let share: Double?
  private let clock: () -> Double
  private(set) var report = Recorder.Report()
  /// When what was recorded last was done.
  private var lastEnd: Double?
  /// What the last captured step cost, in seconds.
  private var costOfCapture = 0.0

  /// - Parameters:
  ///   - share: The share of the training's time that capture may take; nil for no bound.
  ///   - clock: Gives the time in seconds; it never goes back.
  init(share: Double?, clock: @escaping () -> Double = secondsNow) {
    self.share = share
    self.clock = clock
  }

  /// The time, in seconds.
  var now: Double { clock() }

  /// Whether another captured step keeps capture within its share of the training's time; the first
  /// one always may be.
  var hasRoom: Bool {
    guard let share, report.capturedSteps > 0 else { return true }
    return report.captureTime + costOfCapture <= share * report.trainingTime
  }

  /// Whether what takes so many seconds keeps capture within its share of the training's time.
  func hasRoom(for seconds: Double) -> Bool {
    guard let share else { return true }
    return report.captureTime + seconds <= share * report.trainingTime
  }

  /// Counts what was measured beside the captured steps, and gives how long that took.
  mutating func endMeasurement(since start: Double) -> Double {
    let time = clock() - start
    report.captureTime += time
    leaveOut(time)
    return time
  }

  /// Counts a step that is handed over now, and gives what the training took since the one before;
  /// nil for the first.
  mutating func beginStep(at start: Double) -> Double? {
    report.steps += 1
    guard let lastEnd else { return nil }
    report.trainingTime += start - lastEnd
    return start - lastEnd
  }

  /// Counts a step that is captured.
  mutating func countCapture(of step: Int) {
    report.capturedSteps += 1
    report.lastStep = step
  }

  /// Gives the time back to the training.
  mutating func endStep(since start: Double, isCaptured: Bool) {
    let end = clock()
    report.captureTime += end - start
    lastEnd = end
    // The first one also writes the graph, which the next ones do not.
    if isCaptured, report.capturedSteps != 1 { costOfCapture = end - start }
  }

  /// Counts what the last captured step took once more, after the update.
  mutating func endUpdates(since start: Double) {
    let time = clock() - start
    report.captureTime += time
    costOfCapture += time
    leaveOut(time)
  }

  /// Leaves out what belongs neither to the training's time nor to that of capture.
  mutating func endAside(since start: Double) { leaveOut(clock() - start) }

  private mutating func leaveOut(_ time: Double) { lastEnd = lastEnd.map { $0 + time } }
}
