import VizBase
import VizDiagnosis
import VizEvents

/// One of the settings that a run was made with.
struct RunSetting: Sendable, Equatable, Codable {
  var name: String
  var text: String
  /// Nil for what is no number.
  var number: Double?

  /// The settings of a run's record, or of another program's run the hyperparameters that it logged;
  /// empty where the run says nothing. What was typed is none of them.
  ///
  /// - Throws: `EventError` where the run cannot be read.
  static func all(of history: RunHistory) throws(EventError) -> [RunSetting] {
    guard let record = history.record else {
      let found = try history.log?.hyperparameters() ?? [:]
      return found.sorted { $0.key < $1.key }.map { RunSetting(name: $0.key, $0.value) }
    }
    var settings = record.configuration.filter { $0.key != "command" }
      .sorted { $0.key < $1.key }.map { name, value in
        RunSetting(name: name, text: value.words, number: value.double)
      }.filter { !$0.text.isEmpty }
    if let seed = record.seed, record.configuration["seed"] == nil {
      settings.append(RunSetting(name: "seed", text: "\(seed)", number: Double(seed)))
    }
    return settings
  }

  private init(name: String, text: String, number: Double?) {
    self.name = name
    self.text = text
    self.number = number.flatMap { $0.isFinite ? $0 : nil }
  }

  private init(name: String, _ value: Hyperparameter) {
    switch value {
    case .number(let number):
      self.init(name: name, text: NumberFormat.plain(number), number: number)
    case .text(let text): self.init(name: name, text: text.escaped(limit: 200), number: nil)
    case .flag(let flag): self.init(name: name, text: flag ? "true" : "false", number: nil)
    }
  }
}
