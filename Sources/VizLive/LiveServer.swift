import FlyingSocks
import Foundation
import Synchronization

/// Shows one page, and what changes in it, to browsers of this machine.
///
/// It listens on 127.0.0.1 alone. Its address holds a token that nobody can guess, so that other
/// users of the machine cannot see the page; it answers nothing that asks for another host by name,
/// so that no page of the web can make a browser ask for it (DNS rebinding).
///
/// ```swift
/// let server = try LiveServer { "<!doctype html><title>Now</title>…" }
/// print(try await server.start())
/// server.send("state", "…")
/// await server.stop()
/// ```
public final class LiveServer: Sendable {
  /// Makes the page when a browser asks for it.
  public typealias PageMaker = @Sendable () async throws -> String

  private let token: String
  private let address: sockaddr_in
  private let makePage: PageMaker
  private let state = Mutex(State())

  private struct State {
    var port: UInt16 = 0
    /// A page that takes the place of those that are made.
    var lastPage: String?
    var listeners: [Int: AsyncStream<[UInt8]>.Continuation] = [:]
    var next = 0
    /// How many pages have been sent, and how many will have been when all that look have the last.
    var pagesSent = 0
    var pagesWanted = 0
    /// How many connections there are.
    var open = 0
    var isOver = false
    var task: Task<Void, Never>?
  }

  /// Why a server cannot serve.
  public struct Failure: Error, Sendable, Equatable, CustomStringConvertible {
    /// What is wrong, in words.
    public let message: String
    /// The message, which is one line.
    public var description: String { message }
  }

  /// A server that does not serve yet.
  ///
  /// - Parameters:
  ///   - port: Where it listens; 0 for any free port.
  ///   - makePage: Makes the page, each time that a browser asks for it.
  /// - Throws: ``Failure`` where the machine has no address of its own.
  public init(port: UInt16 = 0, makePage: @escaping PageMaker) throws {
    self.makePage = makePage
    var random = SystemRandomNumberGenerator()
    token = (0..<2).map { _ in
      let digits = String(random.next() as UInt64, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
    do { address = try .inet(ip4: "127.0.0.1", port: port) } catch {
      throw Failure(message: "there is no address 127.0.0.1: \(error)")
    }
  }

  /// Begins to serve.
  ///
  /// - Returns: The page's address, with its token.
  /// - Throws: ``Failure`` where the port is taken.
  public func start() async throws -> String {
    let socket: Socket
    do { socket = try listen() } catch {
      throw Failure(message: "the port is taken, or may not be used")
    }
    guard case .ip4(_, let port)? = try? socket.sockname() else {
      try? socket.close()
      throw Failure(message: "the server has no address")
    }
    let pool: some AsyncSocketPool = .make()
    do { try await pool.prepare() } catch {
      try? socket.close()
      throw Failure(message: "the machine does not tell when something arrives: \(error)")
    }
    state.withLock { $0.port = port }
    let task = Task { [weak self] in
      // It ends when it is cancelled.
      try? await withThrowingDiscardingTaskGroup { group in
        group.addTask { try await pool.run() }
        for try await connection in try AsyncSocket(socket: socket, pool: pool).sockets {
          group.addTask { [weak self] in
            guard let self else { return Self.close(connection) }
            await serve(connection)
          }
        }
      }
      try? socket.close()
    }
    state.withLock { $0.task = task }
    return "http://127.0.0.1:\(port)/\(token)/"
  }

  private func listen() throws -> Socket {
    let socket = try Socket(domain: Int32(sockaddr_in.family))
    do {
      try socket.setValue(true, for: .localAddressReuse)
      #if canImport(Darwin)
        try socket.setValue(true, for: .noSIGPIPE)
      #endif
      try socket.bind(to: address)
      try socket.listen()
    } catch {
      try? socket.close()
      throw error
    }
    return socket
  }

  /// How many pages listen to what changes.
  public var listenerCount: Int { state.withLock { $0.listeners.count } }

  /// Tells all pages that are open; a page that is slow gets the last of several events of a kind.
  ///
  /// - Parameters:
  ///   - event: What kind of event it is, in a word.
  ///   - data: What comes with it.
  public func send(_ event: String, _ data: String = "") {
    let bytes = Self.encoded(event, data)
    let listeners = state.withLock { Array($0.listeners.values) }
    for listener in listeners { listener.yield(bytes) }
  }

  /// Serves a page from now on that does not change any more, and tells those who look.
  public func finish(_ page: String) {
    state.withLock { state in
      state.lastPage = page
      state.isOver = true
    }
    send("end")
    let listeners = state.withLock { state in
      defer { state.listeners = [:] }
      state.pagesWanted = state.pagesSent + state.listeners.count
      return Array(state.listeners.values)
    }
    for listener in listeners { listener.finish() }
  }

  /// Ends, once those who looked at ``finish(_:)`` have got the last page, or after some seconds.
  public func stop(waiting seconds: Double = 0) async {
    let deadline = ContinuousClock.now + .seconds(seconds)
    while ContinuousClock.now < deadline {
      let isSeen = state.withLock { $0.pagesSent >= $0.pagesWanted }
      // What is being sent has time to arrive.
      do { try await Task.sleep(for: .milliseconds(isSeen ? 300 : 50)) } catch { break }
      if isSeen { break }
    }
    let (listeners, task) = state.withLock { state in
      defer { (state.listeners, state.task) = ([:], nil) }
      state.isOver = true
      return (Array(state.listeners.values), state.task)
    }
    for listener in listeners { listener.finish() }
    for _ in 0..<20 where state.withLock({ $0.open > 0 }) {
      do { try await Task.sleep(for: .milliseconds(10)) } catch { break }
    }
    task?.cancel()
    await task?.value
  }

  // MARK: Answers

  private static func close(_ connection: AsyncSocket) { try? connection.close() }

  private func serve(_ connection: AsyncSocket) async {
    state.withLock { $0.open += 1 }
    defer {
      Self.close(connection)
      state.withLock { $0.open -= 1 }
    }
    // Who hangs up is not told why.
    do {
      guard let request = try await Request.read(from: connection) else {
        try await connection.write(Data(Answer.plain(.badRequest, "This is no request.").bytes))
        return
      }
      if let refusal = refusal(of: request) {
        try await connection.write(Data(refusal.bytes))
      } else if request.path == "/\(token)/events" {
        try await sendEvents(on: connection)
      } else {
        let answer = await page()
        try await connection.write(Data(answer.bytes))
        if answer.status == .ok { state.withLock { $0.pagesSent += 1 } }
      }
    } catch {}
  }

  /// The answer to what does not ask for the page or its events; nil for what does.
  private func refusal(of request: Request) -> Answer? {
    let port = state.withLock { $0.port }
    let host = request.headers["host"]?.lowercased()
    guard host == "127.0.0.1:\(port)" || host == "localhost:\(port)" else {
      return .plain(.forbidden, "This host is not served here.")
    }
    // Another page may not even listen.
    if let origin = request.headers["origin"],
      origin != "http://127.0.0.1:\(port)", origin != "http://localhost:\(port)"
    {
      return .plain(.forbidden, "This origin is not served here.")
    }
    guard request.method == "GET",
      ["/\(token)/", "/\(token)", "/\(token)/events"].contains(request.path)
    else { return .plain(.notFound, "There is nothing here.") }
    return nil
  }

  private func page() async -> Answer {
    do {
      let last = state.withLock { $0.lastPage }
      let page = if let last { last } else { try await makePage() }
      return Answer(status: .ok, type: "text/html; charset=utf-8", body: page)
    } catch {
      return .plain(.failed, "The page cannot be made: \(error)")
    }
  }

  private func sendEvents(on connection: AsyncSocket) async throws {
    let (stream, continuation) = AsyncStream.makeStream(
      of: [UInt8].self, bufferingPolicy: .bufferingNewest(2))
    let number = state.withLock { state -> Int? in
      guard !state.isOver else { return nil }
      defer { state.next += 1 }
      state.listeners[state.next] = continuation
      return state.next
    }
    if let number {
      continuation.onTermination = { [weak self] _ in self?.forget(number) }
    } else {
      continuation.yield(Self.encoded("end", ""))
      continuation.finish()
    }
    defer { continuation.finish() }
    // Browsers ask again when the stream ends, and so learn it, too.
    let first = Answer.head(.ok, "text/event-stream") + Array("retry: 1000\n\n".utf8)
    try await connection.write(Data(first))
    for await bytes in stream { try await connection.write(Data(bytes)) }
  }

  private func forget(_ number: Int) {
    _ = state.withLock { $0.listeners.removeValue(forKey: number) }
  }

  /// An event as the stream has it; each line of its data with a name of its own.
  static func encoded(_ event: String, _ data: String) -> [UInt8] {
    let lines = data.split(omittingEmptySubsequences: false) { $0.isNewline }
    let body = lines.map { "data: \($0)\n" }.joined()
    return Array("event: \(event)\n\(body)\n".utf8)
  }
}
