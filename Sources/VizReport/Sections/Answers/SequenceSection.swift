import Foundation
import VizBase
import VizDiagnosis
import VizDrawing
import VizTrace

/// What a network that answers with bits, step by step, said of some sequences, and where it erred.
struct SequenceSection: RunSection {
  static let id = "sequences"
  static let title = "Sequences and their errors"

  let strips: [ImageStrip]
  /// How many bits were asked for, and how many of them are wrong or no numbers.
  let asked, wrong, broken: Int
  private let step: Int?

  private static let mostSequences = 3
  private static let widest = 128
  /// Pixels of a page for a bit.
  private static let side = 7

  init?(_ run: ReportedRun) throws {
    guard let graph = run.history.graph, let found = Self.found(in: graph) else { return nil }
    let (scores, targets, shape) = found
    let (length, width) = (shape[1], shape[2])
    step = run.history.nodes.steps.last
    // What is not asked for is negative.
    let indices = targets.indices.filter { targets[$0] >= 0 }
    asked = indices.count
    broken = indices.count { !scores[$0].isFinite }
    wrong = indices.count { scores[$0].isFinite && (scores[$0] > 0) != (targets[$0] > 0.5) }
    strips = try (0..<min(shape[0], Self.mostSequences)).map { number in
      let part = number * length * width..<(number + 1) * length * width
      let (score, target) = (Array(scores[part]), Array(targets[part]))
      let wrong = target.indices.count {
        target[$0] >= 0 && !((score[$0] > 0) == (target[$0] > 0.5) && score[$0].isFinite)
      }
      // Steps at both ends at which nothing is asked for are left out.
      let steps = (0..<length).filter { step in
        target[step * width..<(step + 1) * width].contains { $0 >= 0 }
      }
      let shown = (steps.first ?? 0)..<(steps.last ?? length - 1) + 1
      func frame(_ caption: String, _ color: (Int) -> Color) throws -> ImageStrip.Frame {
        // Steps from left to right, bits from top to bottom.
        let cells = (0..<width).flatMap { bit in shown.map { color($0 * width + bit) } }
        return ImageStrip.Frame(
          caption: caption,
          source: try StripHeat.address(of: cells, columns: shown.count, rows: width),
          width: Self.side * shown.count)
      }
      return ImageStrip(
        caption:
          "Sequence \(number + 1): \(wrong == 0 ? "no bit" : "\(wrong)") wrong; steps from left to right",
        frames: [
          try frame("asked for") { Self.shade(target[$0] < 0 ? nil : target[$0]) },
          try frame("said") { index in
            guard target[index] >= 0 else { return Self.shade(nil) }
            return score[index].isFinite
              ? Self.shade(1 / (1 + exp(-score[index]))) : StripHeat.alarm
          },
          try frame("wrong") { index in
            guard target[index] >= 0 else { return Self.shade(nil) }
            let isRight = score[index].isFinite && (score[index] > 0) == (target[index] > 0.5)
            return isRight ? Self.shade(0) : StripHeat.warning
          },
        ])
    }
  }

  /// The scores whose sigmoid is compared with bits, and the bits, a sequence after the other.
  private static func found(
    in graph: ComputationGraph
  ) -> (scores: [Double], targets: [Double], shape: [Int])? {
    for node in graph.nodes where node.op == "mul" && node.inputs.count == 2 {
      let inputs = node.inputs.compactMap { id in graph.nodes.first { $0.id == id } }
      guard inputs.count == 2,
        let target = inputs.first(where: { $0.inputs.isEmpty && !$0.isParameter }),
        let score = inputs.first(where: { $0.id != target.id }),
        graph.nodes.contains(where: { $0.op == "softplus" && $0.inputs.contains(score.id) }),
        case .elements(let scores, let shape)? = score.value,
        case .elements(let targets, shape)? = target.value, shape.count == 3,
        shape.allSatisfy({ $0 > 0 }), shape[1] <= widest, shape[2] <= widest
      else { continue }
      return (scores, targets, shape)
    }
    return nil
  }

  private static func shade(_ share: Double?) -> Color {
    guard let share else { return Color(0x000000).opacity(0) }
    // A palette holds 256 colours.
    return Color(0x2f7fc4).opacity(0.08 + 0.92 * (min(max(share, 0), 1) * 100).rounded() / 100)
  }

  var words: [String] {
    let at = step.map { " (step \(NumberFormat.grouped(Double($0))))" } ?? ""
    var words = [
      "The last batch that was captured\(at): \(NumberFormat.grouped(Double(wrong))) of"
        + " \(NumberFormat.grouped(Double(asked))) bits are wrong, before its update. Blank: nothing is"
        + " asked for."
    ]
    if broken > 0 { words.append("\(broken) answers are no numbers.") }
    return words
  }
}
