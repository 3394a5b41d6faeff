public import VizBase
import VizDiagram
import VizEvents
import VizTrace

/// One graph as a page of its own: the picture, every step of the forward and of the backward
/// pass in words, and all numbers in a table.
///
/// The page fetches nothing and is complete without its script, which adds the replay, the live
/// circuit, the search and the quiz.
public struct GraphPage: Sendable {
  /// What a check found, to stand above the graph.
  public var check: Check?
  /// Why a gradient is what it is, to stand above the graph.
  public var explanation: Explanation?
  /// The version of vizbp, for the page's foot.
  public var version: String

  var section: GraphSection

  /// Lays out and draws a graph, as far as it is folded and opened.
  ///
  /// The theme of `options` does not matter: a page follows its reader's.
  ///
  /// - Throws: ``/VizTrace/GraphError`` where the graph is none, ``/VizDiagram/DiagramError`` where
  ///   it cannot be drawn.
  public init(
    _ graph: ComputationGraph, options: DiagramOptions = DiagramOptions(),
    version: String = VizBPRelease.version
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
    version: String = VizBPRelease.version
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
      until: frames.last, update: frames.update, options: options)
  }

  // MARK: HTML

  /// The page as HTML.
  public func html(_ templates: Templates = Templates()) throws -> String {
    let page = Page(
      templates, styles: ["style.css", "graph.css"],
      scripts: (circuit.map { $0.helpers + ["power-of-ten.js"] } ?? [])
        + (section.asked == nil ? [] : ["sha256.js"])
        + [section.scrubber == nil ? "live-graph.js" : "graph.js", "tables.js"],
      arithmetic: circuit?.script, pictures: section.pictures, parts: section.scriptParts)
    return templates.page(
      "graph.mustache",
      Content(
        title: section.title, summary: section.summary, policy: page.policy, style: page.style,
        script: page.script ?? "", version: version, graph: try section.html(templates),
        check: check?.content, explanation: explanation?.content))
  }

  /// What `graph.mustache` names.
  private struct Content {
    var title, summary: String
    var policy, style, script, version: String
    var graph: String
    var check: Check.Content?
    var explanation: Explanation.Content?
  }
}
