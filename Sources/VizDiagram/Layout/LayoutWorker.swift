import Subprocess
import VizBase
import VizDrawing

#if canImport(System)
  import System
#else
  import SystemPackage
#endif

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The program that runs Graphviz in a process of its own, so that nothing in the host dies or
/// hangs with it.
///
/// It reads a graph from standard input and writes a layout to standard output, both in a language of
/// their own, one record a line: `vizbp layout-worker` does.
public struct LayoutWorker: Sendable, Hashable {
  /// The program: a path if it has a slash, else a name that is looked up on the path.
  public var executable: String
  /// What the program is started with.
  public var arguments: [String]
  /// How long a layout may take before the child is killed.
  public var timeLimit: Duration

  /// By default `vizbp layout-worker`, which has a minute for each layout.
  public init(
    executable: String = "vizbp", arguments: [String] = ["layout-worker"],
    timeLimit: Duration = .seconds(60)
  ) {
    self.executable = executable
    self.arguments = arguments
    self.timeLimit = timeLimit
  }
}

extension LayoutWorker {
  /// What ends a wait for the child.
  private enum Ending: Sendable {
    case finished(TerminationStatus, String)
    case timedOut
  }

  /// A layout of thousands of cards takes a few hundred kilobytes; a child that writes more than
  /// this has lost its way.
  private static let largestAnswer = 64 << 20

  /// Lays out in the child.
  ///
  /// Cancelling the task kills the child, and whatever it started, at once.
  ///
  /// - Throws: ``DiagramError`` when the child cannot be started, exits with an error, dies of a
  ///   signal, exceeds the time limit, or answers with something that is no layout.
  func layout(_ graph: LayoutGraph) async throws -> Layout {
    try Task.checkCancellation()
    var ending: Ending
    let deadline = Deadline()
    let work = Task { try await answer(to: graph, by: deadline) }
    deadline.onPassing { work.cancel() }
    do {
      ending = try await withTaskCancellationHandler {
        try await work.value
      } onCancel: {
        work.cancel()
      }
    } catch  where deadline.hasPassed {
      ending = .timedOut
    } catch let error as SubprocessError {
      // A child that is killed because the task was cancelled may look like one that failed.
      try Task.checkCancellation()
      switch error.code {
      case .executableNotFound:
        throw DiagramError.missingWorker(executable)
      case .outputLimitExceeded:
        throw DiagramError.layout("its process wrote without end")
      default:
        throw DiagramError.layout("its process could not be run")
      }
    }
    try Task.checkCancellation()
    if case .finished(.signaled, _) = ending, deadline.hasPassed { ending = .timedOut }
    switch ending {
    case .timedOut:
      throw DiagramError.layout(
        "it took longer than \(NumberFormat.plain(timeLimit / .seconds(1))) s",
        hint: "fold more of the graph away with --collapse")
    case .finished(.signaled(let signal), _):
      throw DiagramError.layout("its process died of signal \(signal)")
    case .finished(.exited(0), let answer):
      if answer.hasPrefix(Self.refusal) {
        let message = answer.dropFirst(Self.refusal.count).prefix { !$0.isNewline }
        throw DiagramError(kind: .layout, message: String(message))
      }
      guard let layout = Layout(encoded: answer), layout.centers.count == graph.boxes.count,
        layout.routes.count == graph.edges.count, layout.panels.count == graph.panels.count
      else { throw DiagramError.layout("its process answered with no layout") }
      return layout
    case .finished(.exited(let status), _):
      throw DiagramError.layout("its process exited with status \(status)")
    }
  }

  private func answer(to graph: LayoutGraph, by deadline: Deadline) async throws -> Ending {
    var options = PlatformOptions()
    // A group of its own, so that what the child started ends with it.
    options.processGroupID = 0
    options.teardownSequence = [
      .send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .zero)
    ]
    // From a file: writing into a pipe whose reader has died would send this process SIGPIPE.
    let input = try Self.temporaryFile(graph.encoded)
    let result = try await run(
      executable.contains("/")
        ? .path(executable.withSystemPath { FilePath(platformString: $0) }) : .name(executable),
      arguments: Arguments(arguments),
      // A crash of the child is expected and reported by the parent.
      environment: .inherit.updating(["SWIFT_BACKTRACE": "enable=no"]),
      platformOptions: options,
      input: .fileDescriptor(input, closeAfterSpawningProcess: true),
      output: .string(limit: Self.largestAnswer), error: .discarded
    ) { _ in
      // The child's time, not that which this process takes to start it.
      deadline.start(after: timeLimit)
    }
    deadline.cancel()
    return .finished(result.terminationStatus, result.standardOutput)
  }

  /// A file without a name that holds the text, read from its start.
  private static func temporaryFile(_ text: String) throws -> FileDescriptor {
    guard let file = tmpfile() else {
      throw DiagramError.layout("no temporary file could be made for its process")
    }
    defer { fclose(file) }
    do {
      let descriptor = try FileDescriptor(rawValue: fileno(file)).duplicate()
      try descriptor.writeAll(text.utf8)
      try descriptor.seek(offset: 0, from: .start)
      return descriptor
    } catch {
      throw DiagramError.layout("no temporary file could be written for its process")
    }
  }

  /// What an answer begins with that says why there is no layout.
  private static let refusal = "refused: "

  /// What the child process does: lays out the request and returns the answer, which may be that
  /// Graphviz failed.
  public static func answer(_ request: String) async throws -> String {
    do {
      guard let graph = LayoutGraph(encoded: request) else {
        throw DiagramError.layout("the request is not a graph")
      }
      return try await GraphvizEngine.layout(graph).encoded
    } catch let error as DiagramError {
      return refusal + error.message + "\n"
    }
  }
}
