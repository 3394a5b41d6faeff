import Foundation
import VizBase
import VizStatistics

/// The settings of several runs: those in which they differ, what matters most first, and those that
/// are the same in all.
struct ComparedSettings: Sendable {
  /// The names of those that differ.
  let differing: [String]
  /// Those that all have alike.
  let equal: [RunSetting]
  /// Whether every run says how it was set up.
  let isComplete: Bool

  init(_ runs: [ComparedRun]) {
    let told = runs.filter { !$0.content.settings.isEmpty }
    isComplete = told.count == runs.count
    var values: [String: Set<String>] = [:]
    var counts: [String: Int] = [:]
    var some: [String: RunSetting] = [:]
    for setting in told.flatMap(\.content.settings) {
      values[setting.name, default: []].insert(setting.text)
      counts[setting.name, default: 0] += 1
      some[setting.name] = setting
    }
    func order(_ a: String, _ b: String) -> Bool {
      (SettingKind(a), a) < (SettingKind(b), b)
    }
    let differs = { (name: String) in
      (values[name]?.count ?? 0) > 1 || (counts[name] ?? 0) < told.count
    }
    differing = values.keys.filter(differs).sorted(by: order)
    equal = values.keys.filter { !differs($0) }.sorted(by: order).compactMap { some[$0] }
  }

  /// What differs in a sentence.
  var words: String {
    guard isComplete else { return "Not every run says how it was set up." }
    guard !differing.isEmpty else { return "All runs have the same settings." }
    return "They differ in \(Self.list(differing))."
  }

  static func list(_ names: [String], most: Int = 8) -> String {
    let shown = names.prefix(most).map { $0.escaped(limit: 40) }
    let rest = names.count - shown.count
    if rest > 0 {
      return shown.joined(separator: ", ") + " and \(rest) more setting\(rest == 1 ? "" : "s")"
    }
    guard let last = shown.last, shown.count > 1 else { return shown.first ?? "" }
    return shown.dropLast().joined(separator: ", ") + " and " + last
  }

  /// A run's settings that differ, in a line.
  func words(of run: ComparedRun, most: Int = 6) -> String {
    differing.prefix(most).compactMap { name in
      run.setting(name).map { "\(name.escaped(limit: 30)) \($0.text.escaped(limit: 40))" }
    }.joined(separator: ", ")
  }
}

/// Which of the settings orders the results of a group best.
struct SettingEffect: Sendable {
  var name: String
  /// The share of the ranks' variance that lies between its values: η² of Kruskal and Wallis.
  var share: Double
  /// Its values with the median of their results and how many runs have them, the best first.
  var values: [(text: String, result: Double, count: Int)]

  /// Nil where no setting tells more than chance would.
  init?(_ group: ComparedGroup) {
    let judged = group.runs.filter(\.hasResult)
    guard judged.count >= 4 else { return nil }
    var best: SettingEffect?
    for name in group.settings.differing where SettingKind(name) != .seed {
      let parts = Dictionary(grouping: judged) { $0.setting(name)?.text ?? "none" }
      guard parts.count > 1, parts.count < judged.count else { continue }
      let effect = SettingEffect(name, parts, of: judged, group.measure)
      if effect.share > best?.share ?? 0 { best = effect }
    }
    guard let best, best.share >= 0.3 else { return nil }
    self = best
  }

  private init(
    _ name: String, _ parts: [String: [ComparedRun]], of runs: [ComparedRun],
    _ measure: ComparedGroup.Measure
  ) {
    self.name = name
    let mean = Double(runs.reduce(0) { $0 + $1.rank }) / Double(runs.count)
    let total = runs.reduce(0) { $0 + pow(Double($1.rank) - mean, 2) }
    let between = parts.values.reduce(0.0) { sum, part in
      let own = Double(part.reduce(0) { $0 + $1.rank }) / Double(part.count)
      return sum + Double(part.count) * pow(own - mean, 2)
    }
    // As many values as runs explain all and nothing: what chance explains is taken off.
    let (count, groups) = (Double(runs.count), Double(parts.count))
    let share = total > 0 ? between / total : 0
    self.share = 1 - (1 - share) * (count - 1) / max(count - groups, 1)
    values = parts.map { text, part in
      (text, part.compactMap(\.result).median ?? .nan, part.count)
    }.sorted { a, b in
      a.result == b.result
        ? a.text < b.text : measure.isHigherBetter ? a.result > b.result : a.result < b.result
    }
  }

  /// In a sentence.
  func words(_ measure: ComparedGroup.Measure) -> String {
    func number(_ result: Double) -> String {
      measure.isHigherBetter ? RunWords.percent(result) : NumberFormat.brief(result)
    }
    let shown =
      values.count <= 4 ? values[...] : values.prefix(2) + values.suffix(1)
    let parts = shown.map {
      "\($0.text.escaped(limit: 40)): \(number($0.result))\($0.count > 1 ? " (median of \($0.count))" : "")"
    }
    return "\(name.escaped(limit: 40)) orders them best: \(parts.joined(separator: ", "))"
      + (values.count > 4 ? ", and \(values.count - 3) values between" : "")
  }
}
