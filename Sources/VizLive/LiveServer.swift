import FlyingFox
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
/// let server = LiveServer { "<!doctype html><title>Now</title>…" }
/// print(try await server.start())
/// server.send("state", "…")
/// await server.stop()
/// ```
public final class LiveServer: Sendable {
  /// Makes the page when a browser asks for it.
  public typealias PageMaker = @Sendable () async throws -> String

  private let token: String
  private let server: HTTPServer
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
    var isOver = false
    var task: Task<Void, Never>?
  }

  /// Why a server cannot serve.
  public struct Failure: Error {
    /// What is wrong, in words.
    public let message: String
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
    let address: sockaddr_in
    do { address = try .inet(ip4: "127.0.0.1", port: port) } catch {
      throw Failure(message: "there is no address 127.0.0.1: \(error)")
    }
    server = HTTPServer(address: address, timeout: 600, logger: .disabled)
  }

  /// Begins to serve.
  ///
  /// - Returns: The page's address, with its token.
  /// - Throws: ``Failure`` where the port is taken.
  public func start() async throws -> String {
    await server.appendRoute("*") { [weak self] request in
      await self?.answer(request) ?? HTTPResponse(statusCode: .notFound)
    }
    let server = server
    // On a busy machine it may take long; where the server ends instead, nobody waits.
    let listening = Task { try await server.waitUntilListening(timeout: 600) }
    let task = Task {
      try? await server.run()
      listening.cancel()
    }
    state.withLock { $0.task = task }
    do { try await listening.value } catch {
      throw Failure(message: "the port is taken, or may not be used")
    }
    guard case .ip4(_, let port)? = await server.listeningAddress else {
      throw Failure(message: "the server has no address")
    }
    state.withLock { $0.port = port }
    return "http://127.0.0.1:\(port)/\(token)/"
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
    await server.stop(timeout: 0.2)
    await task?.value
  }

  // MARK: Answers

  private func answer(_ request: HTTPRequest) async -> HTTPResponse {
    let port = state.withLock { $0.port }
    let host = request.headers[.host]?.lowercased()
    guard host == "127.0.0.1:\(port)" || host == "localhost:\(port)" else {
      return Self.response(.forbidden, "text/plain", "This host is not served here.\n")
    }
    // Another page may not even listen.
    if let origin = request.headers[HTTPHeader("Origin")],
      origin != "http://127.0.0.1:\(port)", origin != "http://localhost:\(port)"
    {
      return Self.response(.forbidden, "text/plain", "This origin is not served here.\n")
    }
    guard request.method == .GET else { return Self.nothing }
    switch request.path {
    case "/\(token)/", "/\(token)": return await page()
    case "/\(token)/events": return events()
    default: return Self.nothing
    }
  }

  private static let nothing = response(.notFound, "text/plain", "There is nothing here.\n")

  private func page() async -> HTTPResponse {
    do {
      let last = state.withLock { $0.lastPage }
      let page = if let last { last } else { try await makePage() }
      state.withLock { $0.pagesSent += 1 }
      return Self.response(.ok, "text/html; charset=utf-8", page)
    } catch {
      return Self.response(
        .internalServerError, "text/plain; charset=utf-8", "The page cannot be made: \(error)\n")
    }
  }

  private func events() -> HTTPResponse {
    let (stream, continuation) = AsyncStream.makeStream(
      of: [UInt8].self, bufferingPolicy: .bufferingNewest(2))
    let isOver = state.withLock { state in
      guard !state.isOver else { return true }
      let number = state.next
      state.next += 1
      state.listeners[number] = continuation
      continuation.onTermination = { [weak self] _ in self?.forget(number) }
      return false
    }
    if isOver {
      continuation.yield(Self.encoded("end", ""))
      continuation.finish()
    }
    var response = HTTPResponse(
      statusCode: .ok, headers: Self.headers("text/event-stream"),
      body: HTTPBodySequence(
        // Browsers ask again when the stream ends, and so learn it, too.
        from: EventBytes(first: Array("retry: 1000\n\n".utf8), stream: stream),
        suggestedBufferSize: 1 << 16))
    response.headers[.connection] = "close"
    return response
  }

  private func forget(_ number: Int) {
    _ = state.withLock { $0.listeners.removeValue(forKey: number) }
  }

  private static func headers(_ type: String) -> HTTPHeaders {
    [
      .contentType: type, HTTPHeader("Cache-Control"): "no-store",
      HTTPHeader("Referrer-Policy"): "no-referrer",
      HTTPHeader("X-Content-Type-Options"): "nosniff",
      HTTPHeader("Cross-Origin-Resource-Policy"): "same-origin",
      HTTPHeader("X-Frame-Options"): "DENY",
    ]
  }

  private static func response(
    _ status: HTTPStatusCode, _ type: String, _ body: String
  ) -> HTTPResponse {
    HTTPResponse(statusCode: status, headers: headers(type), body: Data(body.utf8))
  }

  /// An event as the stream has it; each line of its data with a name of its own.
  static func encoded(_ event: String, _ data: String) -> [UInt8] {
    let lines = data.split(omittingEmptySubsequences: false) { $0.isNewline }
    let body = lines.map { "data: \($0)\n" }.joined()
    return Array("event: \(event)\n\(body)\n".utf8)
  }
}
