import VizBP
import VizBase

/// Graphs of steps of a run, with all of their numbers: of a run that vizbp trained, by training it
/// again up to there.
struct TrainedSteps {
  /// The graphs in the order of the steps that were asked for.
  let graphs: [(step: Int, graph: ComputationGraph)]
  /// What is to be said of how they came about.
  let remarks: [String]

  /// Nil where the folder is no run of `vizbp train`, whose graphs are what they were recorded as.
  ///
  /// - Parameters:
  ///   - path: The run's folder.
  ///   - steps: The steps, each once.
  init?(_ path: String, steps: [Int], isQuiet: Bool) throws {
    let directory = RunDirectory(path)
    guard Files.isFolder(path), let record = try directory.record(),
      record.versions["vizbp"] != nil, record.versions["python"] == nil
    else { return nil }
    let configuration = try TrainingFile.configuration(of: record, in: path)
    let meter = TrainingMeter(total: (steps.max() ?? 0) + 1, from: 0, isQuiet: isQuiet)
    defer { meter.finish() }
    let taken = try Retracing(
      of: configuration, at: Set(steps), progress: { meter.show($0, loss: $1) },
      reading: { try Files.read($0) })
    graphs = steps.compactMap { step in taken.graphs[step].map { (step, $0) } }
    let logged = try directory.log().metric("loss")
    remarks = steps.compactMap { step in
      guard let loss = taken.losses[step],
        let index = logged?.steps.firstIndex(of: Double(step)), let stated = logged?.values[index],
        abs(loss - stated) > 1e-5 * max(abs(stated), 1e-12)
      else { return nil }
      return "trained again, the loss at step \(step) is \(TextTable.number(loss)), and the run"
        + " logged \(TextTable.number(stated))"
    }
  }
}
