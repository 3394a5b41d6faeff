import Testing

@testable import VizLive

@Suite struct RequestTests {
  private static func request(_ lines: String...) -> Request? {
    Request(Array(lines.joined(separator: "\r\n").utf8))
  }

  @Test func aHeadIsRead() {
    let request = Self.request(
      "GET /a/b?c=d HTTP/1.1", "Host: localhost:80", "ACCEPT:text/html", "Accept: \t*/* ")
    #expect(
      request
        == Request(
          method: "GET", path: "/a/b",
          headers: ["host": "localhost:80", "accept": "text/html, */*"]))
    // Some leave the returns out.
    #expect(Request(Array("GET / HTTP/1.0\nHost: a".utf8))?.headers == ["host": "a"])
  }

  @Test func whatIsNoHeadIsRefused() {
    for line in [
      "", "GET /", "GET / HTTP/2", "GET http://a/ HTTP/1.1", " / HTTP/1.1", "GET /a b HTTP/1.1",
    ] {
      #expect(Self.request(line, "Host: a") == nil, "\(line)")
    }
    for line in ["no colon", ": nameless", "Host : a", " folded: b", "Host: b", "\u{1}"] {
      #expect(Self.request("GET / HTTP/1.1", "Host: a", line) == nil, "\(line)")
    }
  }
}
