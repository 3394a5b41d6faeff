import Foundation
import VizBP
import VizBase

/// What `vizbp check` prints.
struct CheckReport {
  private let check: GraphCheck

  init(_ check: GraphCheck) { self.check = check }

  /// The table of nodes, the differences of the whole function, and the verdict.
  var text: String {
    var rows = [["node", "op", "status", "value error", "gradient error", ""]]
    for node in check.nodes {
      rows.append([
        TextTable.line(node.id), TextTable.line(node.op), node.status.rawValue,
        TextTable.number(node.valueError, digits: 2),
        TextTable.number(node.gradientError, digits: 2), node.reason ?? "",
      ])
    }
    let lines = remarks + [differences, verdict].compactMap { $0 }
    return TextTable(rows, numbers: [3, 4]).text + "\n" + lines.joined(separator: "\n") + "\n"
  }

  /// What is said of the numbers besides, a sentence each; what the verdict says is left out.
  private var remarks: [String] {
    check.remarks.filter { $0 != explanation }.map(\.sentence)
  }

  /// What explains everything that is wrong, where no rule is at fault.
  private var explanation: GraphCheck.Remark? {
    let kinds: [GraphCheck.Remark.Kind] = [
      .noBackward, .accumulated, .batchFactor, .scaled, .weightDecay,
    ]
    guard !check.isOK, !check.isEmpty, check.suspects.isEmpty else { return nil }
    return check.remarks.first { kinds.contains($0.kind) }
  }

  private var differences: String? {
    guard let differences = check.differences, !differences.entries.isEmpty else { return nil }
    let count = differences.entries.count
    let kinks = differences.entries.filter(\.isKink).count
    let undefined = differences.entries.count { !$0.isFinite }
    let head =
      "centred differences of the whole: \(count) derivative\(count == 1 ? "" : "s")"
      + (kinks > 0 ? ", \(kinks) at a kink" : "")
      + (undefined > 0 ? ", \(undefined) not finite, or not differentiable, here" : "")
    guard let worst = differences.worst else { return head }
    guard worst.relativeError > 0 else { return head + "; the file agrees within rounding" }
    let isAlone = differences.entries.count { $0.leaf == worst.leaf } == 1
    let spot =
      TextTable.line(worst.leaf) + (isAlone ? "" : worst.index.map { "[\($0)]" } ?? "")
    return head
      + "; worst \(spot): in the file \(worst.gradient), numeric \(worst.difference),"
      + " relative error \(TextTable.number(worst.relativeError, digits: 2))"
  }

  /// One line: ok, or which node is at fault.
  var verdict: String {
    let unchecked = check.nodes.filter { $0.status == .unchecked }.count
    let rest = unchecked == 0 ? "" : ", \(unchecked) unchecked"
    if check.isEmpty, check.suspects.isEmpty {
      return "check: nothing to check; no computed node has a rule and more than a summary"
    }
    if check.isOK {
      let count = check.nodes.count - unchecked
      return "check: ok, \(count) node\(count == 1 ? "" : "s")\(rest)"
    }
    let ops = Dictionary(check.nodes.map { ($0.id, $0.op) }) { first, _ in first }
    let names = check.suspects.map { id in
      "\(TextTable.line(id)) (\(TextTable.line(ops[id] ?? "")))"
    }
    if let explanation {
      return "check: wrong\(rest), and no rule is at fault. \(explanation.sentence)"
    }
    let list = names.prefix(10).joined(separator: ", ") + (names.count > 10 ? ", …" : "")
    switch names.count {
    case 0: return "check: wrong\(rest)"
    case 1: return "check: wrong; the rule of \(list) disagrees\(rest)"
    default: return "check: wrong; the rules of one or more of \(list) disagree\(rest)"
    }
  }

  /// What is wrong with each node's numbers.
  var corrections: [Node.ID: Correction] {
    Dictionary(check.nodes.compactMap { node in node.correction.map { (node.id, $0) } }) { $1 }
  }

  /// How alarming each node is: suspects fully, and those at which numbers are not finite least. A
  /// wrong number that can be struck through has no halo besides, others by the order of magnitude
  /// of their error.
  var highlights: [Node.ID: Double] {
    var alarms: [Node.ID: Double] = [:]
    for node in check.nodes where node.status == .wrong && node.correction == nil {
      let error = max(node.valueError ?? 0, node.gradientError ?? 0, 1e-8)
      // From 0.4 at 1e-8 to 0.8 at 1.
      alarms[node.id] = min(0.8, 0.8 + 0.05 * log10(error))
    }
    for remark in check.remarks where remark.kind == .notFinite {
      for id in remark.nodes { alarms[id, default: 0] = max(alarms[id] ?? 0, Self.notFinite) }
    }
    for id in check.suspects { alarms[id] = 1 }
    return alarms
  }

  /// What stands above the graph on a page.
  var page: GraphPage.Check {
    GraphPage.Check(
      isOK: check.isOK, verdict: verdict, remarks: remarks, differences: differences,
      rows: check.nodes.map { node in
        GraphPage.Check.Row(
          node: node.id, op: node.op, status: .init(node.status), valueError: node.valueError,
          gradientError: node.gradientError, reason: node.reason)
      })
  }

  static let highlightKeys = [
    HighlightKey(from: 1, "its rule may be wrong"), HighlightKey(from: 0.4, "its number is wrong"),
    HighlightKey(from: 0, "not finite, or not differentiable, here"),
  ]

  /// How alarming it is that numbers are not finite.
  private static let notFinite = 0.3

  /// `{"ok": …, "suspects": […], "nodes": […], "verdict": …, "remarks": […]}` in one line.
  var json: String {
    let nodes = check.nodes.map { node -> JSONValue in
      var fields: JSONObject = [
        "id": .string(node.id), "status": .string(node.status.rawValue),
        "value_error": node.valueError.map { JSONValue($0) } ?? .null,
        "gradient_error": node.gradientError.map { JSONValue($0) } ?? .null,
      ]
      fields["reason"] = node.reason.map { .string($0) }
      return .object(fields)
    }
    let remarks = check.remarks.map { remark -> JSONValue in
      .object([
        "kind": .string(remark.kind.rawValue), "nodes": .array(remark.nodes.map { .string($0) }),
        "sentence": .string(remark.sentence),
      ])
    }
    return JSONValue.object([
      "ok": .bool(check.isOK), "suspects": .array(check.suspects.map { .string($0) }),
      "nodes": .array(nodes), "verdict": .string(verdict), "remarks": .array(remarks),
    ]).jsonText()
  }

  /// The error of each step, with the best marked.
  static func text(of curve: ErrorCurve) -> String {
    var rows = [["step", "centred difference", "relative error", ""]]
    for trial in curve.trials {
      // A mark a decade: the V can be seen.
      let decades = trial.relativeError > 0 ? 17 + log10(trial.relativeError) : 0
      let bar = trial.relativeError.isFinite ? max(0, min(17, decades.rounded())) : 17
      rows.append([
        TextTable.number(trial.step), TextTable.number(trial.difference, digits: 12),
        TextTable.number(trial.relativeError, digits: 2),
        String(repeating: "▪", count: Int(bar)) + (trial == curve.best ? " least" : ""),
      ])
    }
    return "gradient of \(TextTable.line(curve.leaf))\(curve.index.map { "[\($0)]" } ?? ""):"
      + " \(TextTable.number(curve.gradient, digits: 12))\n\n"
      + TextTable(rows, numbers: [0, 1, 2]).text
  }

  /// The slide's table: each dimension, its value, the value moved, the output there, the slope; with
  /// a mark where the check found the gradient to be wrong.
  func text(of slopes: SlopeTable) -> String {
    var rows = [["dimension", "W", "W + h", "loss", "slope", "gradient", ""]]
    let reasons = Dictionary(check.nodes.map { ($0.id, $0) }) { first, _ in first }
    for row in slopes.rows {
      let isWrong = reasons[row.leaf]?.status == .wrong && slopes.disagrees(row)
      rows.append([
        TextTable.line(row.leaf) + (row.index.map { "[\($0)]" } ?? ""),
        TextTable.number(row.value, digits: 8), TextTable.number(row.moved, digits: 8),
        TextTable.number(row.loss, digits: 8), TextTable.number(row.slope),
        TextTable.number(row.gradient), isWrong ? "✗ wrong" : "",
      ])
    }
    return "loss at W: \(TextTable.number(slopes.loss, digits: 8)), h = \(slopes.step)\n\n"
      + TextTable(rows, numbers: [1, 2, 3, 4, 5]).text
  }
}

extension GraphPage.Check.Status {
  fileprivate init(_ status: GraphCheck.Status) {
    self =
      switch status {
      case .ok: .ok
      case .wrong: .wrong
      case .unchecked: .unchecked
      }
  }
}
