import VizDiagram
import VizEvents
import VizTrace

/// One graph as a page of its own: the picture, every step of the forward and of the backward
/// pass in words, and all numbers in a table.
///
/// The page fetches nothing and is complete without its script, which adds the replay, the search
/// and the quiz.
public struct GraphPage: Sendable {
  /// What a check of the graph found.
  public struct Check: Sendable {
    public enum Status: String, Sendable { case ok, wrong, unchecked }

    public struct Row: Sendable {
      public var node: String
      public var op: String
      public var status: Status
      /// Relative; nil where nothing was compared.
      public var valueError: Double?
      public var gradientError: Double?
      public var reason: String?

      public init(
        node: String, op: String, status: Status, valueError: Double?, gradientError: Double?,
        reason: String?
      ) {
        self.node = node
        self.op = op
        self.status = status
        self.valueError = valueError
        self.gradientError = gradientError
        self.reason = reason
      }
    }

    public var isOK: Bool
    /// In one line.
    public var verdict: String
    /// How the whole function compares with centred differences, in one line.
    public var differences: String?
    public var rows: [Row]

    public init(isOK: Bool, verdict: String, differences: String?, rows: [Row]) {
      self.isOK = isOK
      self.verdict = verdict
      self.differences = differences
      self.rows = rows
    }
  }

  /// What a check found, to stand above the graph.
  public var check: Check?
  public var version: String

  private let section: GraphSection

  /// Lays out and draws a graph, as far as it is folded and opened.
  ///
  /// The theme of `options` does not matter: a page follows its reader's.
  ///
  /// - Throws: ``/VizTrace/GraphError`` where the graph is none, ``/VizDiagram/DiagramError`` where
  ///   it cannot be drawn.
  public init(
    _ graph: ComputationGraph, options: DiagramOptions = DiagramOptions(), version: String
  ) async throws {
    self.version = version
    section = try await GraphSection(graph, options: options)
  }

  /// Lays out and draws the graph of a run, with a scrubber through the steps of its training.
  ///
  /// Nil where the run has no graph, or nothing was recorded of its nodes.
  ///
  /// - Parameters:
  ///   - run: The run's folder.
  ///   - step: The step that is replayed; the last one, if it is not said.
  ///   - options: How the graph is drawn; one that is wide runs from top to bottom all the same.
  ///   - version: The program's version.
  /// - Throws: ``/VizEvents/EventError`` where the run cannot be read, or nothing was recorded at
  ///   `step`, and as ``init(_:options:version:)``.
  public init?(
    run: RunDirectory, replaying step: Int? = nil, options: DiagramOptions = DiagramOptions(),
    version: String
  ) async throws {
    let log = try run.log()
    guard let graph = try run.graph(log),
      let frames = try RunFrames(
        graph, of: run.name, log: log, record: run.record(), replaying: step)
    else {
      return nil
    }
    self.version = version
    section = try await GraphSection(
      run: frames.graph, frames: frames.frames, of: frames.captured, replayed: frames.replayed,
      update: frames.update, options: options)
  }

  // MARK: HTML

  /// The page as HTML.
  public func html(_ templates: Templates = Templates()) throws -> String {
    let page = Page(
      templates, styles: ["style.css", "graph.css"], scripts: ["graph.js", "tables.js"],
      pictures: section.pictures)
    var content: [String: Any] = [
      "title": section.title, "summary": section.summary,
      "policy": page.policy, "style": page.style, "script": page.script ?? "",
      "version": version, "graph": try section.html(templates),
    ]
    if let check { content["check"] = Self.content(check) }
    return templates.page("graph.mustache", content)
  }

  private static func content(_ check: Check) -> [String: Any] {
    var content: [String: Any] = [
      "status": check.isOK ? "ok" : "wrong", "verdict": check.verdict,
      "rows": check.rows.map { row in
        [
          "node": row.node, "op": row.op, "status": row.status.rawValue,
          "mark": row.status == .ok ? "✓" : row.status == .wrong ? "✗" : "·",
          "value": TextTable.number(row.valueError, digits: 2),
          "gradient": TextTable.number(row.gradientError, digits: 2), "reason": row.reason ?? "",
        ]
      },
    ]
    content["differences"] = check.differences
    return content
  }
}
