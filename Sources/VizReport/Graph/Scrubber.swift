import VizBase
import VizTrace

/// The choice between the steps of a training.
struct Scrubber: Sendable {
  /// What `graph-section.mustache` names of it.
  struct Content: Sendable {
    /// The index of the last step that can be chosen.
    var most: Int
    /// The steps, apart by blanks, and what each is called, a line each.
    var steps, labels: String
    /// What the shown step, the last one, is called.
    var label: String
    /// The replayed step, as it is read and as a number.
    var replayed, replayedStep: String
    var note: String
    /// That not all captured steps can be chosen.
    var fewer: String?
  }

  let content: Content
  private let steps: [Int]

  /// - Parameters:
  ///   - frames: The steps that can be chosen.
  ///   - offered: How many there were to choose from.
  ///   - captured: How many the run captured, if that is known.
  ///   - replayed: The step that is replayed.
  ///   - end: The last step of the training, which may not have been captured.
  init?(
    _ frames: [GraphSection.Frame], among offered: Int, of captured: Int?, replayed: Int,
    until end: Int? = nil
  ) {
    guard let last = frames.last else { return nil }
    steps = frames.map(\.step)
    let labels = frames.map { frame in
      "step \(Self.number(frame.step)) of \(Self.number(max(end ?? last.step, last.step)))"
        + (frame.loss.map { " · loss \(NumberFormat.brief($0))" } ?? "")
    }
    var fewer: String?
    if frames.count < captured ?? offered {
      let all = captured.map(Self.number) ?? "the"
      fewer =
        "The graph can be seen at \(frames.count) of \(all) captured steps, so that"
        + " the page stays small."
    }
    content = Content(
      most: frames.count - 1, steps: frames.map { "\($0.step)" }.joined(separator: " "),
      labels: labels.joined(separator: "\n"), label: labels.last ?? "",
      replayed: Self.number(replayed), replayedStep: "\(replayed)",
      note: "This is the graph at step \(Self.number(last.step)). Where scripts may run, the page"
        + " also shows it at \(frames.count - 1) earlier steps.", fewer: fewer)
  }

  /// Of the steps that can be chosen the nearest to another.
  func step(nearest step: Int) -> Int? { steps.min { $0.gap(to: step) < $1.gap(to: step) } }

  private static func number(_ number: Int) -> String { NumberFormat.grouped(Double(number)) }
}
