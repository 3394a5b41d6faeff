import ArgumentParser
import Synchronization
import VizBP
import VizBase

/// The report of a run that goes on: served to this machine's browsers while it does, and written
/// when it ends.
final class LiveReport: Sendable {
  /// The run's folder.
  let folder: String
  /// Where the page is written at the end.
  let output: String
  private let templates: Templates
  private let server: LiveServer
  private let port: UInt16
  private let isAwaited: Bool
  private let isOver = Mutex(false)

  /// - Parameters:
  ///   - folder: The run's folder.
  ///   - output: Where the page is written at the end.
  ///   - port: Where it is served; 0 for any free port.
  ///   - templates: The templates of the page.
  ///   - isAwaited: Whether the run has yet to begin.
  /// - Throws: `Failure` where the machine has no address of its own.
  init(
    of folder: String, output: String, port: UInt16, templates: Templates, isAwaited: Bool
  ) throws {
    self.isAwaited = isAwaited
    (self.folder, self.output, self.templates) = (folder, output, templates)
    self.port = port
    server = try Self.server(of: folder, port, templates)
  }

  private static func server(
    of folder: String, _ port: UInt16, _ templates: Templates
  ) throws -> LiveServer {
    do {
      return try LiveServer(port: port) {
        try await Self.report(of: folder).liveHTML(templates)
      }
    } catch { throw failure(error, port) }
  }

  /// Begins to serve, and says where.
  func begin() async throws {
    do {
      let address = try await server.start()
      try Files.write("\(Files.outputName(folder)) is live at \(address)\n", to: "-")
    } catch { throw Self.failure(error, port) }
  }

  private static func failure(_ error: any Error, _ port: UInt16) -> any Error {
    guard let error = error as? LiveServer.Failure else { return error }
    return Failure(.cannotCreate, "127.0.0.1:\(port)", error.message, hint: "say --port 0")
  }

  /// Tells pages that are open what is new, until ``stopFollowing()`` or until the run has ended.
  func follow() async {
    var last = ""
    while !isOver.withLock({ $0 }) {
      let begun = ContinuousClock.now
      // Nobody looks: nothing is read.
      if server.listenerCount > 0,
        let parts = try? Report.liveParts(of: Self.history(of: folder), templates), parts != last
      {
        server.send("state", parts)
        last = parts
      }
      if (try? RunDirectory(folder).state()) != .running, !isAwaited || Self.hasRun(folder) {
        break
      }
      // What is drawn takes no more than a fifth of the time.
      let pause = max(.seconds(1), begun.duration(to: .now) * 4)
      let until = ContinuousClock.now + pause
      while ContinuousClock.now < until, !isOver.withLock({ $0 }) {
        do { try await Task.sleep(for: .milliseconds(50)) } catch { return }
      }
    }
  }

  private static func hasRun(_ folder: String) -> Bool {
    (try? RunDirectory(folder).record()) != nil
  }

  /// Makes ``follow()`` return.
  func stopFollowing() { isOver.withLock { $0 = true } }

  /// Writes the page as a file that fetches nothing, shows it to who still looks, and ends.
  ///
  /// - Returns: What the report says needs attention.
  func end() async throws -> String {
    stopFollowing()
    do {
      let report = try await Self.report(of: folder)
      let page = try report.html(templates)
      try Files.write(page, to: output)
      let isSeen = server.listenerCount > 0
      server.finish(page)
      await server.stop(waiting: isSeen ? 3 : 0)
      return report.attention
    } catch {
      await server.stop()
      throw Failure(error) ?? error
    }
  }

  /// The report as of now.
  static func report(of folder: String) async throws -> Report {
    var options = Report.Options()
    options.diagram.worker = LayoutWorker(executable: Files.executable)
    return try await Report(
      history(of: folder), options: options)
  }

  private static func history(of folder: String) throws -> RunHistory {
    do { return try RunHistory(RunDirectory(folder)) } catch {
      guard error.kind == .missing else { throw error }
      // It has not begun to write.
      return RunHistory(name: RunDirectory(folder).name, metrics: [])
    }
  }
}
