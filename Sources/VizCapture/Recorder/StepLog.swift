import VizEvents
import VizStatistics
import VizTrace

/// What a recorder writes of the steps: scalars, statistics, histograms, graphs. A captured step
/// waits until its update has been seen.
final class StepLog {
  /// Nil for a recorder that keeps its records in memory alone.
  let log: EventLog?
  let directory: RunDirectory?
  /// Whether the next captured step's histograms are logged.
  var isHistogramDue = false
  /// A captured step whose update has not been seen yet.
  var pending: CapturedStep?
  /// The last one whose has.
  private var written: CapturedStep?
  private var tags: Tags?

  /// The tags of what is logged at every step.
  private struct Tags {
    var stepTime, loss, learningRate, accuracy: EventLog.Tag
    /// Those of the metrics of a loop of one's own, in the order of its list.
    var metrics: [(name: String, tag: EventLog.Tag)] = []

    init(_ log: EventLog) {
      stepTime = log.tag("step_time")
      loss = log.tag("loss")
      learningRate = log.tag("learning_rate")
      accuracy = log.tag("accuracy")
    }
  }

  init(_ log: EventLog?, in directory: RunDirectory?) {
    self.log = log
    self.directory = directory
  }

  /// The last captured step.
  var latest: CapturedStep? { pending ?? written }

  /// Logs the numbers that come with every step; `time` is what the step before it took.
  func addScalars(
    of step: Int, time: Double?, loss: Double?, learningRate: Double?, accuracy: Double?,
    _ metrics: [(name: String, value: Double)]
  ) {
    guard let log else { return }
    var tags = tags ?? Tags(log)
    if !tags.metrics.elementsEqual(metrics, by: { $0.name == $1.name }) {
      tags.metrics = metrics.map { ($0.name, log.tag($0.name)) }
      self.tags = tags
    } else if self.tags == nil {
      self.tags = tags
    }
    log.scalars(step: step) { add in
      if let time { add(tags.stepTime, time) }
      if let loss { add(tags.loss, loss) }
      if let learningRate { add(tags.learningRate, learningRate) }
      if let accuracy { add(tags.accuracy, accuracy) }
      for (known, metric) in zip(tags.metrics, metrics) { add(known.tag, metric.value) }
    }
  }

  /// Takes a captured step, which waits for its update.
  func add(_ step: CapturedStep) {
    pending = step
    guard isHistogramDue else { return }
    isHistogramDue = false
    for row in step.parameterRows {
      let id = step.table.names.ids[row]
      if let histogram = step.table.value(of: row)?.histogram {
        log?.histogram(id, histogram, step: step.number)
      }
      if let histogram = step.table.gradient(of: row)?.histogram {
        log?.histogram("\(id)/gradient", histogram, step: step.number)
      }
    }
  }

  /// Hands a step that waits over to the log.
  func flush() {
    guard let pending else { return }
    log?.nodes(pending.table, step: pending.number)
    written = pending
    self.pending = nil
  }

  /// Writes the graph of the first captured step, for whoever looks at the run while it goes on.
  func begin(_ graph: ComputationGraph) {
    log?.graph(graph)
    // What cannot be written now is tried again at the end, where it is said.
    if let log, let directory { log.inBackground { try? directory.write(graph) } }
  }

  /// Writes a graph of a step to a file of its own; a failure is logged.
  func write(_ graph: ComputationGraph, named name: String, step: Int) {
    guard let directory else { return }
    do {
      try directory.write(graph, named: name)
    } catch {
      log?.text("capture/failure", "\(error)", step: step)
    }
  }
}
