import VizBase
import VizDiagram
import VizTrace

extension GraphSection {
  /// What `graph-section.mustache` names.
  private struct Content {
    struct Level {
      var first: Bool
      var caption: String
      var svg: String
      var tracks: String?
      var joints: String
      var insides: [Inside]
    }

    struct Inside {
      /// The id of the card in whose place it opens.
      var card: String
      var svg: String
      var joints: String
    }

    struct Pass {
      var pass, title: String
      /// The number of its first step.
      var start: Int
      var intro: String?
      var steps: [Step]
    }

    struct Step {
      var number, node: Int
      /// The ids of what it is about in the pictures.
      var on: String
      var completes: Bool
      var formula: String
      var numbers, remark: String?
      /// The formula with gaps for the numbers of its arguments, and the use that a gradient flows
      /// back along.
      var form, use: String?
    }

    struct Row {
      var index: Int
      var cards, name, op, inputs, value, valueSort, gradient, gradientSort, local: String
      /// What else a run recorded of it.
      var statistics: [DataTable.Content.Cell]
    }

    var prefix, kind: String
    /// How many steps can be replayed.
    var last: Int
    var scrubber: Scrubber.Content?
    /// The circuit that the page computes, or why it does not.
    var live, still: String?
    /// What the page has the gradients of, where the file has none.
    var differentiated: String?
    var quiz: Asked.Content?
    /// Whether the quiz can be begun and left.
    var ask: Bool
    /// Whether steps and numbers are folded, among the sections of a report.
    var folded: Bool
    var levels: [Level]
    var passes: [Pass]
    /// That not all steps are there.
    var cut: String?
    var statistics: [DataTable.Column]
    var nodes: [Row]
    /// That not all nodes are there.
    var fewer: String?
  }

  /// More steps or rows than this are cut, with a word of where the rest is.
  private static let mostSteps = 1_000
  private static let mostMeasured = 200

  /// The section as HTML, to be inserted into a page as it is.
  func html(_ templates: Templates = Templates()) throws -> String {
    let parts = Parts(levels, graph, idPrefix)
    let rows = rows(parts)
    return templates.render(
      "graph-section.mustache",
      Content(
        prefix: idPrefix, kind: graph.isForwardMode ? "tangent" : "gradient",
        last: min(replay.steps.count, Self.mostSteps), scrubber: scrubber?.content,
        live: liveData(parts), still: live.reason, differentiated: differentiated,
        quiz: asked?.content(parts), ask: asked?.isSheet == false, folded: statistics != nil,
        levels: levels.enumerated().map { number, level in
          Content.Level(
            first: number == 0, caption: level.caption, svg: level.svg,
            tracks: level.tracks.isEmpty ? nil : level.tracks,
            joints: level.insides.isEmpty ? "" : Self.joints(level.wires),
            insides: level.insides.map {
              Content.Inside(card: $0.card, svg: $0.svg, joints: Self.joints($0.wires))
            })
        }, passes: passes(parts),
        cut: replay.steps.count > Self.mostSteps
          ? "These are the first \(Self.mostSteps) of \(replay.steps.count) steps; the graph file"
            + " has the rest." : nil,
        statistics: statistics?.columns ?? [], nodes: rows,
        fewer: statistics != nil && rows.count < graph.nodes.count
          ? "These are \(rows.count) of \(graph.nodes.count) nodes; the run's log has all." : nil))
  }

  /// The forward steps, the backward steps, and the update.
  private func passes(_ parts: Parts) -> [Content.Pass] {
    let steps = replay.steps.prefix(Self.mostSteps).enumerated().map { ($0 + 1, $1) }
    return Replay.Step.Pass.allCases.compactMap { pass in
      let own = steps.filter { $0.1.pass == pass }
      guard let start = own.first?.0 else { return nil }
      return Content.Pass(
        pass: pass.rawValue, title: pass.title, start: start,
        intro: pass == .update ? update?.words(for: graph) : nil,
        steps: own.map { number, step in
          Content.Step(
            number: number, node: step.node, on: parts.ids(of: step).joined(separator: " "),
            completes: step.completes, formula: step.formula,
            numbers: step.numbers.isEmpty ? nil : step.numbers,
            remark: step.remark.isEmpty ? nil : step.remark,
            form: live.circuit == nil ? nil : step.form,
            use: live.circuit == nil ? nil : step.use.map { "\($0.consumer).\($0.argument)" })
        })
    }
  }

  private func rows(_ parts: Parts) -> [Content.Row] {
    return listed(parts).map { position in
      let node = graph.nodes[position]
      return Content.Row(
        index: position, cards: (parts.cards[position] ?? []).joined(separator: " "),
        name: replay.names[position], op: node.op,
        inputs: replay.arguments(of: position).map(\.name).joined(separator: ", "),
        value: Self.print(NodeTable.text(node.value)), valueSort: Self.sortKey(node.value),
        gradient: Self.print(NodeTable.text(node.gradient)),
        gradientSort: Self.sortKey(node.gradient),
        local: Self.print(NodeTable.locals(of: node)),
        statistics: statistics.map { DataTable.content($0.cells(of: node.id), of: $0.columns) }
          ?? [])
    }
  }

  /// The nodes of the table: those that are drawn, of a run also others as far as there is room.
  private func listed(_ parts: Parts) -> [Int] {
    let shown = graph.nodes.indices.filter { parts.cards[$0] != nil }.prefix(Self.mostSteps)
    guard statistics != nil else { return Array(shown) }
    let others = graph.nodes.indices.filter { parts.cards[$0] == nil }
    return (shown + others.prefix(max(0, Self.mostMeasured - shown.count))).sorted()
  }

  /// Numbers of a terminal as print has them.
  static func print(_ text: String) -> String {
    text.replacing("-Infinity", with: "−∞").replacing("Infinity", with: "∞")
      .replacing(/(^|[\[ ])(-?[0-9]+(?:\.[0-9]+)?e-?[0-9]+)\b/) { match in
        "\(match.output.1)\(Double(match.output.2).map { DecimalNumber($0).asPower } ?? "")"
      }
      .replacing(/(^|[\[ ])-(?=[0-9])/) { "\($0.output.1)−" }
  }

  private static func sortKey(_ data: TensorData?) -> String {
    guard let data else { return "" }
    let number = data.scalar ?? data.magnitude
    // Seven digits sort as well as seventeen.
    return Float(number).isFinite ? "\(Float(number))" : ""
  }
}
