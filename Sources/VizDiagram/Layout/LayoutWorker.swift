import Subprocess
import VizDrawing

#if canImport(System)
  import System
#else
  import SystemPackage
#endif

/// The program that runs Graphviz in a process of its own, so that nothing in the host dies or
/// hangs with it.
///
/// It reads a graph in Graphviz's language from standard input and writes a layout to standard
/// output: `vizbp layout-worker` does.
public struct LayoutWorker: Sendable, Hashable {
  public var executable: String
  public var arguments: [String]
  /// How long a layout may take before the child is killed.
  public var timeLimit: Duration

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

  /// Lays out in the child.
  ///
  /// - Throws: ``DiagramError`` when the child cannot be started, exits with an error, dies of a
  ///   signal, exceeds the time limit, or answers with something that is no layout.
  func layout(_ request: LayoutRequest) async throws -> Layout {
    let program: Executable =
      executable.contains("/") ? .path(FilePath(executable)) : .name(executable)
    let limit = timeLimit
    let arguments = Arguments(self.arguments)
    let ending: Ending
    do {
      ending = try await withThrowingTaskGroup(of: Ending.self) { group in
        group.addTask {
          var options = PlatformOptions()
          options.teardownSequence = [.send(signal: .kill, allowedDurationToNextStep: .zero)]
          let result = try await run(
            program, arguments: arguments,
            // A crash of the child is expected and reported by the parent.
            environment: .inherit.updating(["SWIFT_BACKTRACE": "enable=no"]),
            platformOptions: options, input: .string(request.encoded),
            output: .string(limit: 256 << 20), error: .discarded)
          return .finished(result.terminationStatus, result.standardOutput)
        }
        group.addTask {
          try await Task.sleep(for: limit)
          return .timedOut
        }
        defer { group.cancelAll() }
        return try await group.next() ?? .timedOut
      }
    } catch let error as SubprocessError {
      if error.code == .executableNotFound {
        throw DiagramError.layout(
          "\(executable) was not found to run it in",
          hint: "put vizbp on the path, or name it in DiagramOptions.worker")
      }
      throw DiagramError.layout("its process failed (\(error.code))")
    }
    switch ending {
    case .timedOut:
      throw DiagramError.layout(
        "it took longer than \(limit.components.seconds) s",
        hint: "fold more of the graph away with --collapse")
    case .finished(.signaled(let signal), _):
      throw DiagramError.layout("its process died of signal \(signal)")
    case .finished(.exited(0), let output):
      guard let layout = Layout(encoded: output), layout.centers.count == request.boxes,
        layout.routes.count == request.edges, layout.panels.count == request.panels
      else { throw DiagramError.layout("its process answered with no layout") }
      return layout
    case .finished(.exited(let status), _):
      throw DiagramError.layout("its process exited with status \(status)")
    }
  }

  /// What the child process does: lays out the request and returns the answer.
  ///
  /// - Throws: ``DiagramError`` when the request is none, or Graphviz fails.
  public static func answer(_ request: String) async throws -> String {
    guard let request = LayoutRequest(encoded: request) else {
      throw DiagramError.layout("the request is not a graph")
    }
    return try await GraphvizEngine.layout(request).encoded
  }
}
