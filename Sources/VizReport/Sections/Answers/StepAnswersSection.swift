import VizBase
import VizDiagnosis
import VizEvents
import VizTrace

/// What a network that answers sequences step by step with classes said at the end of its training:
/// a text, or sequences of numbers, with its errors.
struct StepAnswersSection: RunSection {
  static let id = "answers"
  static let title = "Answers and their errors"

  private let answers: SequenceAnswers
  /// How many steps there are, how many of them are answered wrongly, and how many by no number.
  let asked, wrong, broken: Int

  private static let mostSequences = 20
  private static let mostSteps = 2_000

  init?(_ run: ReportedRun) throws {
    guard var answers = try run.history.directory?.answers(), !answers.sequences.isEmpty else {
      return nil
    }
    // Another program may have written as many as it likes.
    var left = Self.mostSteps
    answers.sequences = answers.sequences.prefix(Self.mostSequences).filter {
      left -= $0.targets.count
      return left >= 0
    }
    self.answers = answers
    let steps = answers.sequences.flatMap { zip($0.targets, $0.answers) }
    asked = steps.count
    broken = steps.count { $1 == nil }
    wrong = steps.count { $1 != $0 }
    if asked == 0 { return nil }
  }

  var words: [String] {
    let kind = answers.isText ? "characters" : "answers"
    let source = answers.isHeldOut ? "that was held out" : "that it learnt from"
    let counts =
      "\(NumberFormat.grouped(Double(wrong))) of \(NumberFormat.grouped(Double(asked))) \(kind)"
      + " \(wrong == 1 ? "is" : "are") wrong"
    let subject =
      answers.isText
      ? "Some of the text \(source), each character told from those before it in its piece"
      : "Some sequences of those \(answers.isHeldOut ? "that were held out" : "that it learnt from")"
    var words = [
      "\(subject), after \(NumberFormat.grouped(Double(answers.step))) steps: \(counts)."
    ]
    if wrong > 0 {
      words.append("What is wrong is underlined, with what the network said above it.")
    }
    if broken > 0 {
      words.append(
        "\(broken) answer\(broken == 1 ? " is no number" : "s are no numbers"), marked by ✗.")
    }
    return words
  }

  var passages: [MarkedPassage] {
    answers.sequences.map { sequence in
      let steps = zip(sequence.targets, sequence.answers).map { target, answer in
        let isRight = target == answer
        return (
          text: name(target, isMarked: !isRight),
          said: isRight ? nil : answer.map { name($0, isMarked: true) } ?? "✗"
        )
      }
      guard answers.isText else {
        let given = sequence.inputs.map { name($0, isMarked: true) }.joined(separator: " ")
        return MarkedPassage(before: "\(given)  →  ", steps: steps, separator: " ")
      }
      return MarkedPassage(
        before: sequence.inputs.first.map { name($0, isMarked: false) }, steps: steps,
        separator: "")
    }
  }

  /// A class as it is read; what shows nothing of its own has a sign where it is marked.
  private func name(_ index: Int, isMarked: Bool) -> String {
    switch answers.classes[index] {
    case " " where isMarked: "␣"
    case "\n": isMarked ? "↵" : "\n"
    case "\t": isMarked ? "⇥" : "\t"
    case " ": " "
    case let name: name.escaped(limit: 20)
    }
  }
}
