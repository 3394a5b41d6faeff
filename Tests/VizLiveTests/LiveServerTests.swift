import Foundation
import Synchronization
import Testing
import VizLive

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

@Suite struct LiveServerTests {
  /// What a server answers: the status and the body.
  private static func ask(
    _ address: String, host: String? = nil, origin: String? = nil, method: String = "GET"
  ) async throws -> (status: Int, body: String) {
    var request = URLRequest(url: try #require(URL(string: address)))
    request.httpMethod = method
    // Beside all other tests an answer may take long.
    request.timeoutInterval = 3600
    if let host { request.setValue(host, forHTTPHeaderField: "Host") }
    if let origin { request.setValue(origin, forHTTPHeaderField: "Origin") }
    let (data, response) = try await URLSession.shared.data(for: request)
    return ((response as? HTTPURLResponse)?.statusCode ?? 0, String(decoding: data, as: UTF8.self))
  }

  private static func expect(
    _ status: Int, of address: String, host: String? = nil, origin: String? = nil,
    method: String = "GET"
  ) async throws {
    let answer = try await ask(address, host: host, origin: origin, method: method)
    #expect(answer.status == status, "\(method) \(address) \(host ?? "") \(origin ?? "")")
  }

  private static func serving(
    _ page: String = "<p>now</p>", _ body: (LiveServer, String) async throws -> Void
  ) async throws {
    let server = try LiveServer { page }
    let address = try await server.start()
    do { try await body(server, address) } catch {
      await server.stop()
      throw error
    }
    await server.stop()
  }

  @Test func thePageIsServedAtItsTokenAlone() async throws {
    try await Self.serving { _, address in
      #expect(address.wholeMatch(of: #/http://127\.0\.0\.1:\d+/[0-9a-f]{32}//#) != nil)
      let page = try await Self.ask(address)
      #expect(page.status == 200 && page.body == "<p>now</p>")
      let root = address.split(separator: "/").prefix(2).joined(separator: "//")
      for path in ["/", "/events", "/\(String(repeating: "0", count: 32))/", "/../", "/index.html"]
      {
        try await Self.expect(404, of: root + path)
      }
      try await Self.expect(404, of: address + "other")
      try await Self.expect(404, of: address, method: "POST")
    }
  }

  @Test func otherHostsAndOriginsAreRefused() async throws {
    try await Self.serving { _, address in
      for host in ["evil.example", "127.0.0.1", "localhost:1"] {
        try await Self.expect(403, of: address, host: host)
      }
      try await Self.expect(403, of: address, origin: "https://evil.example")
    }
  }

  @Test func twoServersHaveTokensOfTheirOwn() async throws {
    try await Self.serving { _, first in
      try await Self.serving { _, second in
        let (a, b) = (first.split(separator: "/").last, second.split(separator: "/").last)
        #expect(a != b)
        let crossed = first.replacing(a ?? "", with: b ?? "")
        try await Self.expect(404, of: crossed)
      }
    }
  }

  @Test func whatChangesIsSentAndTheEndIsTold() async throws {
    try await Self.serving { server, address in
      async let stream = Self.ask(address + "events")
      // The stream is open before anything is sent.
      while server.listenerCount == 0 { try await Task.sleep(for: .milliseconds(10)) }
      server.send("state", "{\"a\": 1}\nsecond line")
      server.finish("<p>over</p>")
      let told = try await stream
      #expect(told.status == 200)
      #expect(
        told.body
          == "retry: 1000\n\nevent: state\ndata: {\"a\": 1}\ndata: second line\n\n"
          + "event: end\ndata: \n\n")
      let last = try await Self.ask(address)
      #expect(last.body == "<p>over</p>")
      // Who comes late learns it, too.
      let late = try await Self.ask(address + "events")
      #expect(late.body.contains("event: end"))
    }
  }

  @Test func aServerThatEndedAnswersNoMore() async throws {
    let server = try LiveServer { "page" }
    let address = try await server.start()
    async let stream = Self.ask(address + "events")
    while server.listenerCount == 0 { try await Task.sleep(for: .milliseconds(10)) }
    await server.stop()
    // Its streams end with it.
    _ = try? await stream
    await #expect(throws: (any Error).self) { try await Self.ask(address) }
  }

  @Test func aPageThatCannotBeMadeIsSaidToBeNone() async throws {
    struct Broken: Error, CustomStringConvertible { let description = "the run is gone" }
    let server = try LiveServer { throw Broken() }
    let address = try await server.start()
    let answer = try await Self.ask(address)
    #expect(answer.status == 500 && answer.body.contains("the run is gone"))
    await server.stop()
  }
}
