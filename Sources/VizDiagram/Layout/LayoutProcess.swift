import Subprocess
import Synchronization
import VizBase

#if canImport(System)
  import System
#else
  import SystemPackage
#endif

/// A child process that lays out one graph after another.
///
/// Graphviz keeps some of each layout for ever (`docs/performance.md`), so a child is replaced once it has laid out
/// ``mostCards``. One that has nothing to do waits for a while, and is ended.
final class LayoutProcess: Sendable {
  /// What came of a request.
  enum Ending: Sendable {
    case answered(String)
    case wroteWithoutEnd
    case timedOut
    case ended(TerminationStatus)
  }

  /// Graphviz keeps up to a kilobyte of each card, so that no child grows by more than some megabytes.
  private static let mostCards = 20_000
  /// Between two pictures that one asks for; to start a child takes twenty times as long as a small layout.
  private static let patience = Duration.seconds(10)
  /// A layout of thousands of cards takes a few hundred kilobytes; a child that writes more than
  /// this has lost its way.
  private static let largestAnswer = 64 << 20
  /// For the thread that waits for answers.
  private static let stackSize = 512 << 10

  private struct Waiting {
    var process: LayoutProcess
    /// When it is ended.
    var deadline: Deadline
  }

  private static let waiting = Mutex<[LayoutWorker: [Waiting]]>([:])

  private let worker: LayoutWorker
  private let socket: ChildSocket
  private let work: Task<TerminationStatus, any Error>
  /// Ends once the child has been started, or could not be.
  private let start: AsyncStream<Never>
  /// What is finished once nobody needs the child any more.
  private let hold: AsyncStream<Never>.Continuation
  private let thread = LayoutThread(stackSize: stackSize)
  private let cards = Mutex(0)

  /// Starts a child.
  ///
  /// - Throws: ``DiagramError`` where there can be no socket to it; whether it could be started says
  ///   ``layOut(_:)``.
  init(_ worker: LayoutWorker) throws {
    let (socket, input, output) = try ChildSocket.pair()
    let (start, hasStarted) = AsyncStream.makeStream(of: Never.self)
    let (holds, hold) = AsyncStream.makeStream(of: Never.self)
    self.worker = worker
    self.socket = socket
    self.start = start
    self.hold = hold
    work = Task {
      // Nobody waits in vain for a child that could not be started.
      defer {
        socket.shutDown()
        hasStarted.finish()
      }
      return try await Self.run(worker, input: input, output: output) {
        hasStarted.finish()
        for await _ in holds {}
      }
    }
  }

  deinit { end() }

  private static func run(
    _ worker: LayoutWorker, input: FileDescriptor, output: FileDescriptor,
    while body: @Sendable () async -> Void
  ) async throws -> TerminationStatus {
    var options = PlatformOptions()
    // A group of its own, so that what the child started ends with it.
    options.processGroupID = 0
    options.teardownSequence = [
      .send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .zero)
    ]
    let executable = worker.executable
    return try await Subprocess.run(
      executable.contains("/")
        ? .path(executable.withSystemPath { FilePath(platformString: $0) }) : .name(executable),
      arguments: Arguments(worker.arguments),
      // A crash of the child is expected and reported by the parent.
      environment: .inherit.updating(["SWIFT_BACKTRACE": "enable=no"]),
      platformOptions: options,
      input: .fileDescriptor(input, closeAfterSpawningProcess: true),
      output: .fileDescriptor(output, closeAfterSpawningProcess: true), error: .discarded
    ) { _ in await body() }.terminationStatus
  }
}

extension LayoutProcess {
  /// A child that waits for its next request, and is now the caller's.
  static func waiting(for worker: LayoutWorker) -> LayoutProcess? {
    let last = waiting.withLock { all in
      let last = all[worker]?.popLast()
      if all[worker]?.isEmpty == true { all[worker] = nil }
      return last
    }
    last?.deadline.cancel()
    return last?.process
  }

  /// Keeps the child for the next request, unless it has laid out enough.
  func wait() {
    guard cards.withLock({ $0 < Self.mostCards }) else { return end() }
    let deadline = Deadline()
    deadline.onPassing { [weak self] in self?.endWaiting() }
    Self.waiting.withLock {
      $0[worker, default: []].append(Waiting(process: self, deadline: deadline))
    }
    deadline.start(after: Self.patience)
  }

  /// Ends the child, unless somebody has just taken it.
  private func endWaiting() {
    let isIdle = Self.waiting.withLock { all in
      guard let index = all[worker]?.firstIndex(where: { $0.process === self }) else {
        return false
      }
      all[worker]?.remove(at: index)
      if all[worker]?.isEmpty == true { all[worker] = nil }
      return true
    }
    if isIdle { end() }
  }

  /// Ends the child, and whatever it started, at once.
  func end() {
    socket.shutDown()
    work.cancel()
  }

  /// Has the child lay out, and waits for its answer as long as the worker may take.
  ///
  /// Cancelling the task ends the child.
  ///
  /// - Throws: ``DiagramError`` where no thread can be started, `CancellationError`, and what kept the child from
  ///   being started.
  func layOut(_ graph: LayoutGraph) async throws -> Ending {
    let deadline = Deadline()
    deadline.onPassing { [weak self] in self?.end() }
    defer { deadline.cancel() }
    return try await withTaskCancellationHandler {
      for await _ in start {}
      // The child's time, not that which this process takes to start it.
      deadline.start(after: worker.timeLimit)
      if let answer = try await exchange(Array(graph.encoded.utf8)) {
        guard answer.count <= Self.largestAnswer else {
          end()
          return .wroteWithoutEnd
        }
        cards.withLock { $0 += graph.boxes.count }
        return .answered(String(decoding: answer, as: UTF8.self))
      }
      hold.finish()
      do {
        let status = try await work.value
        try Task.checkCancellation()
        return deadline.hasPassed ? .timedOut : .ended(status)
      } catch  where deadline.hasPassed {
        return .timedOut
      }
    } onCancel: {
      end()
    }
  }

  private func exchange(_ request: [UInt8]) async throws -> [UInt8]? {
    try await withCheckedThrowingContinuation { continuation in
      let isTaken = thread.run { [socket] in
        continuation.resume(
          returning: socket.exchange(request) {
            $0.count > Self.largestAnswer || LayoutWorker.isWhole($0)
          })
      }
      if !isTaken {
        end()
        continuation.resume(throwing: DiagramError.layout("no thread could be started"))
      }
    }
  }
}
