import Foundation
import VizBP
import VizBase

/// What `vizbp diff` prints and draws.
struct DiffReport {
  let comparison: GraphComparison
  private let first: ComputationGraph
  private let second: ComputationGraph

  init(
    _ comparison: GraphComparison, of first: ComputationGraph, _ second: ComputationGraph
  ) {
    self.comparison = comparison
    self.first = first
    self.second = second
  }

  // MARK: - Text

  /// What differs, a line each, and the verdict.
  var text: String {
    var lines: [String] = []
    for (nodes, word) in [
      (comparison.onlyInFirst, "first"), (comparison.onlyInSecond, "second"),
    ] where !nodes.isEmpty {
      lines.append("only in the \(word): \(listed(nodes))")
    }
    if let forward = comparison.forward {
      let what = isLeaf(forward) ? "its number is another" : "its own rule gives another value"
      lines.append(
        "forward: \(said(forward)): \(what),"
          + " relative error \(TextTable.number(forward.error, digits: 2))")
    }
    if let backward = comparison.backward {
      lines.append(
        "backward: \(said(backward)): its own rule sends another gradient,"
          + " relative error \(TextTable.number(backward.error, digits: 2))")
      if !backward.others.isEmpty {
        lines.append(
          "  or \(listed(backward.others)): as plain an explanation; what was sent along each wire"
            + " ('contributions') would tell")
      }
    }
    lines += remarks
    lines.append(compared)
    lines.append(verdict)
    return lines.joined(separator: "\n") + "\n"
  }

  /// What the files say of their own numbers.
  private var remarks: [String] {
    [(first, "first"), (second, "second")].flatMap { graph, word -> [String] in
      guard case .array(let notes)? = graph.unknownFields["notes"] else { return [] }
      return notes.compactMap {
        if case .string(let note) = $0 {
          "the \(word) says: \(note.escaped(limit: Self.longestNote))"
        } else {
          nil
        }
      }
    }
  }

  private static let longestNote = 500

  private func listed(_ nodes: [Node.ID]) -> String {
    let shown = nodes.prefix(Self.mostListed).map(TextTable.line).joined(separator: ", ")
    let more = nodes.count - Self.mostListed
    return more > 0 ? "\(shown), … (\(more) more)" : shown
  }

  private static let mostListed = 20

  private var compared: String {
    let counts = "\(comparison.comparedValues) values and \(comparison.comparedGradients) gradients"
    let furthest = comparison.differences.compactMap { id, difference -> (String, Double)? in
      let most = [difference.value, difference.gradient].compactMap { $0 }.max() ?? 0
      return most > 0 ? (id, most) : nil
    }.max { ($0.1, $1.0) < ($1.1, $0.0) }
    guard let furthest else { return "\(counts) compared; all are the same" }
    return "\(counts) compared; furthest apart \(TextTable.line(furthest.0)),"
      + " by \(TextTable.number(furthest.1, digits: 2)) of its size"
  }

  /// One line.
  var verdict: String {
    if comparison.isSame {
      return comparison.comparedValues + comparison.comparedGradients == 0
        ? "diff: the structure is the same; there are no numbers to compare" : "diff: same"
    }
    var parts: [String] = []
    if let forward = comparison.forward { parts.append("forward at \(said(forward))") }
    if let backward = comparison.backward {
      let others = backward.others.count
      parts.append(
        "backward at \(said(backward))"
          + (others == 0 ? "" : " or \(others == 1 ? "another" : "one of \(others) others")"))
    }
    let lonely = comparison.onlyInFirst.count + comparison.onlyInSecond.count
    if lonely > 0 { parts.append("in structure, \(lonely) \(lonely == 1 ? "node" : "nodes")") }
    return "diff: they part " + parts.joined(separator: ", ")
  }

  private func said(_ parting: GraphComparison.Parting) -> String {
    let op = first.nodes.first { $0.id == parting.node }?.op ?? ""
    let other = parting.partner == parting.node ? "" : ", \(TextTable.line(parting.partner)) there"
    return "\(TextTable.line(parting.node)) (\(TextTable.line(op))\(other))"
  }

  private func isLeaf(_ parting: GraphComparison.Parting) -> Bool {
    first.nodes.first { $0.id == parting.node }?.inputs.isEmpty ?? false
  }

  // MARK: - JSON

  /// The result in one line.
  var json: String {
    func parting(_ parting: GraphComparison.Parting?) -> JSONValue {
      guard let parting else { return .null }
      return .object([
        "node": .string(parting.node), "partner": .string(parting.partner),
        "error": JSONValue(parting.error),
        "others": .array(parting.others.map { .string($0) }),
      ])
    }
    return JSONValue.object([
      "ok": .bool(comparison.isSame),
      "structure": .object([
        "only_a": .array(comparison.onlyInFirst.map { .string($0) }),
        "only_b": .array(comparison.onlyInSecond.map { .string($0) }),
      ]),
      "forward": parting(comparison.forward), "backward": parting(comparison.backward),
      "compared": .object([
        "values": JSONValue(Double(comparison.comparedValues)),
        "gradients": JSONValue(Double(comparison.comparedGradients)),
      ]),
    ]).jsonText()
  }

  // MARK: - Pictures

  static let highlightKeys = [
    HighlightKey(from: 1, "parts by its own rule"), HighlightKey(from: 0.35, "its numbers differ"),
    HighlightKey(from: 0, "only in this graph"),
  ]

  /// How alarming each node is: those that part fully, others by the order of magnitude of what
  /// differs, those without a partner least.
  var highlights: [Node.ID: Double] {
    var alarms: [Node.ID: Double] = [:]
    for id in comparison.onlyInFirst { alarms[id] = 0.2 }
    for (id, difference) in comparison.differences {
      let most = [difference.value, difference.gradient].compactMap { $0 }.max() ?? 0
      guard most > Self.least else { continue }
      // From 0.35 at 1e-6 to 0.8 at 1.
      alarms[id] = min(0.8, 0.8 + 0.075 * log10(min(1, most)))
    }
    for parting in [comparison.forward, comparison.backward].compactMap({ $0 }) {
      alarms[parting.node] = 1
    }
    return alarms
  }

  private static let least = 1e-6

  /// The wires along which other gradients flow back, the wider the more they differ; nil where
  /// none do.
  var emphasis: Emphasis? {
    let index = NodeIndex(first)
    var wires: [Emphasis.Wire: Double] = [:]
    for (number, node) in first.nodes.enumerated() {
      guard let difference = comparison.differences[node.id]?.gradient, difference > Self.least
      else { continue }
      for consumer in index.consumers(of: number) {
        wires[.init(from: node.id, to: first.nodes[consumer].id)] =
          max(0, 1 + log10(min(1, difference)) / 6)
      }
    }
    return wires.isEmpty ? nil : Emphasis(wires, words: "wide: other gradients flow back")
  }
}
