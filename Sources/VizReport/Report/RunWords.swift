import VizBase
import VizDiagnosis
import VizEvents
import VizTrace

/// What a run's record says, in words.
struct RunWords {
  let history: RunHistory
  private var settings: [String: JSONValue] { history.record?.configuration ?? [:] }

  private let result: RunOutcome

  init(_ run: ReportedRun) {
    history = run.history
    result = run.outcome
  }

  // MARK: What was trained

  /// The model, the data and the method, as far as the run tells.
  var subject: String {
    guard history.record != nil else {
      let count = history.metrics.count
      return "A log of \(count) metric\(count == 1 ? "" : "s")\(span)."
    }
    // A task makes its own data, whatever the data set is said to be.
    if let task = text("task") {
      return "\(sequenceModel) learns the task \(task.escaped(limit: 80))\(method)."
    }
    guard let data = text("dataset") else { return "A training\(span)." }
    return "\(model) learns \(data.escaped(limit: 80))\(method)."
  }

  private var span: String {
    guard let last = history.metrics.compactMap(\.steps.last).max(), last > 0 else { return "" }
    // Whether a log's first step is number 0 or 1, and so how many there are, nobody says.
    return " up to step \(NumberFormat.grouped(last))"
  }

  private var sequenceModel: String {
    switch text("model") {
    case "rnn": "A recurrent network"
    case "lstm": "An LSTM"
    case "gru": "A GRU"
    case "transformer": "A transformer"
    case "ntm": "A Neural Turing Machine"
    case let other?: "A model \(other.escaped(limit: 30))"
    case nil: "A model"
    }
  }

  private var model: String {
    let filters = list("conv")
    let units = list("layers")
    var parts: [String] = []
    if !filters.isEmpty {
      parts.append(
        "\(filters.count == 1 ? "a convolution" : "\(Self.word(filters.count)) convolutions") of "
          + "\(Self.joined(filters)) filters")
    }
    if !units.isEmpty {
      parts.append(
        "\(units.count == 1 ? "a hidden layer" : "\(Self.word(units.count)) hidden layers") of "
          + "\(Self.joined(units)) units")
    }
    guard !parts.isEmpty else { return "A model without hidden layers" }
    var traits = [text("activation") ?? ""]
    if let norm = text("norm") { traits.append("\(norm) normalisation") }
    if let dropout = number("dropout"), dropout > 0 {
      traits.append("dropout \(NumberFormat.plain(dropout))")
    }
    let list = traits.filter { !$0.isEmpty }.map { $0.escaped(limit: 30) }.joined(separator: ", ")
    return "A network with \(parts.joined(separator: " and "))"
      + (list.isEmpty ? "" : " (\(list))")
  }

  private var method: String {
    var words = ""
    if let optimizer = text("optimizer") {
      words += " by \(Self.optimizer(optimizer))"
      if let rate = number("lr") { words += " at a learning rate of \(NumberFormat.brief(rate))" }
    }
    if let batch = number("batch") {
      words += batch == 1 ? ", an example a step" : ", \(NumberFormat.plain(batch)) examples a step"
    }
    return words
  }

  private static func optimizer(_ name: String) -> String {
    switch name {
    case "sgd": "gradient descent"
    case "momentum": "gradient descent with momentum"
    case "nesterov": "Nesterov's accelerated gradient"
    case "rmsprop": "RMSprop"
    case "adam": "Adam"
    case "adamw": "AdamW"
    default: name.escaped(limit: 30)
    }
  }

  // MARK: How it ended

  /// How far the run came, and what came of it.
  var outcome: String {
    let lost = history.record?.lost.map {
      "Not all of the run was written: \($0.escaped(limit: 300))."
    }
    let words = [ending, lost, losses, accuracy].compactMap { $0 }
    return words.joined(separator: " ")
  }

  private var ending: String? {
    let steps = history.lastStep.map { NumberFormat.grouped(Double($0)) }
    let count = steps.map { "\($0) steps" }
    switch history.state {
    case .finished:
      if let message = history.record?.message {
        return "It ended after \(count ?? "some steps"): \(message.escaped(limit: 300))."
      }
      return count.map { "It ran to its end, \($0)\(time)." } ?? "It ran to its end\(time)."
    case .stopped: return "It was stopped after \(count ?? "some steps")\(time)."
    case .failed: return "It broke off after \(count ?? "some steps")."
    case .killed: return "It was killed; its log ends after \(count ?? "some steps")."
    case .running: return "It still runs; this is what there is up to step \(steps ?? "0")."
    case .unknown: return nil
    }
  }

  private var time: String {
    guard let seconds = history.seconds else { return "" }
    return " in \(Self.duration(seconds))"
  }

  private var losses: String? {
    guard let judged = result.judged else { return nil }
    let heldOut = result.loss == nil || result.heldOut == nil ? nil : result.heldOut
    let loss = result.loss ?? judged
    let name = loss.isHeldOut ? "The held-out loss" : Self.name(of: loss)
    let course = "\(name) \(Self.course(loss, withName: false))"
    guard let heldOut else { return course + "." }
    guard heldOut.end.isFinite else {
      return "\(course); on held-out data it is no number at the end."
    }
    return "\(course); on held-out data it ends at \(NumberFormat.brief(heldOut.end))"
      + Self.best(of: heldOut) + "."
  }

  /// A part of a loss is not called the loss.
  private static func name(of loss: LossOutcome) -> String {
    let base = MetricName(loss.name).base.lowercased()
    return ["loss", "epoch_loss", "train_loss"].contains(base)
      ? "The loss" : "The loss \(loss.name.escaped(limit: 60))"
  }

  /// From where to where a loss went: `the held-out loss fell from 1.2 to 0.01`.
  static func course(_ loss: LossOutcome) -> String { course(loss, withName: true) }

  private static func course(_ loss: LossOutcome, withName: Bool) -> String {
    let name = withName ? (loss.isHeldOut ? "the held-out loss " : "the loss ") : ""
    let (from, to) = (NumberFormat.brief(loss.start), NumberFormat.brief(loss.end))
    switch loss.course {
    case .falls: return "\(name)fell from \(from) to \(to)"
    case .rises: return "\(name)rose from \(from) to \(to)"
    case .isFlat:
      if from == to { return "\(name)stayed at \(from)" }
      // What swings by far more than it changes may still end far from where it began.
      let isFar = abs(loss.end - loss.start) > 0.5 * abs(loss.start)
      return isFar
        ? "\(name)\(loss.end > loss.start ? "rose" : "fell") from \(from) to \(to), and swung by more"
        : "\(name)changed by less than its noise, from \(from) to \(to)"
    case .breaks: return "\(name)began at \(from) and is \(to) at the end"
    }
  }

  /// Where a held-out loss was lowest, if it did not stay there.
  private static func best(of loss: LossOutcome) -> String {
    guard loss.best.value < 0.9 * loss.end else { return "" }
    return ", after a best of \(NumberFormat.brief(loss.best.value)) at step"
      + " \(NumberFormat.grouped(loss.best.step))"
  }

  private var accuracy: String? {
    guard let share = result.accuracy else { return nil }
    let name = history.validationAccuracy == nil ? "Accuracy" : "Held-out accuracy"
    let scale =
      history.roles.accuracyScale == .percent ? ", as logged: its numbers go above 1" : ""
    return "\(name) is \(Self.percent(share))\(scale)."
  }

  // MARK: What needs attention

  /// - Parameters:
  ///   - findings: What was found.
  ///   - verdict: What came of the run: one that went wrong needs attention though no rule says why.
  static func attention(_ findings: [Finding], _ verdict: Verdict) -> String {
    guard let first = findings.first else {
      return verdict.isWell ? "Nothing needs attention." : "\(verdict.sentence) No rule found why."
    }
    let titles = findings.prefix(3).map(\.title).joined(separator: "; ")
    let more = findings.count > 3 ? "; and \(findings.count - 3) more" : ""
    return findings.count == 1
      ? "One thing needs attention: \(first.title)."
      : "\(word(findings.count, capital: true)) things need attention: \(titles)\(more)."
  }

  // MARK: Facts

  /// The run in numbers.
  var facts: [(name: String, value: String)] {
    var facts: [(String, String)] = []
    if let steps = history.lastStep {
      let name = history.record?.lastStep == nil ? "last step" : "steps"
      facts.append((name, NumberFormat.grouped(Double(steps))))
    }
    if let loss = result.loss { facts.append(("loss at the end", NumberFormat.brief(loss.end))) }
    if let loss = result.heldOut { facts.append(("held-out loss", NumberFormat.brief(loss.end))) }
    if let accuracy = history.finalAccuracy {
      let name = history.validationAccuracy == nil ? "accuracy" : "held-out accuracy"
      facts.append((name, Self.percent(accuracy)))
    }
    let parameters = history.nodes.tracks.filter(\.isParameter)
    let count = parameters.reduce(0) { $0 + ($1.value.count.last.map { Int($0) } ?? 0) }
    if count > 0 { facts.append(("parameters", NumberFormat.grouped(Double(count)))) }
    if let seconds = history.seconds { facts.append(("time", Self.duration(seconds))) }
    return facts
  }

  // MARK: Words

  static func percent(_ share: Double) -> String {
    share.isFinite ? "\(NumberFormat.plain((share * 1000).rounded() / 10)) %" : "not a number"
  }

  static func duration(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds >= 0, seconds < 1e9 else { return "an unknown time" }
    if seconds < 60 { return "\(NumberFormat.brief(seconds)) s" }
    // In range: of a billion seconds at most.
    let whole = Int(seconds.rounded())
    let (hours, minutes, rest) = (whole / 3600, whole / 60 % 60, whole % 60)
    return hours > 0 ? "\(hours) h \(minutes) min" : "\(minutes) min \(rest) s"
  }

  static func word(_ number: Int, capital: Bool = false) -> String {
    let words = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
    guard words.indices.contains(number) else { return "\(number)" }
    return capital
      ? words[number].prefix(1).uppercased() + words[number].dropFirst()
      : words[number]
  }

  private static func joined(_ numbers: [Double]) -> String {
    let texts = numbers.map { NumberFormat.plain($0) }
    if Set(texts).count == 1, texts.count > 1 { return texts[0] }
    guard let last = texts.last, texts.count > 1 else { return texts.first ?? "" }
    return texts.dropLast().joined(separator: ", ") + " and " + last
  }

  private func text(_ key: String) -> String? {
    if case .string(let text)? = settings[key] { text } else { nil }
  }

  private func number(_ key: String) -> Double? { settings[key]?.double }

  private func list(_ key: String) -> [Double] {
    if case .array(let items)? = settings[key] { items.compactMap(\.double) } else { [] }
  }
}
