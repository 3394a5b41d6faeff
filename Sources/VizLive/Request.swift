import FlyingSocks

/// What a browser asks for: the head of a request of HTTP/1.1 (RFC 9112).
struct Request: Sendable, Equatable {
  var method: String
  /// Without what follows a question mark.
  var path: String
  /// By names in small letters; what comes twice is joined, as RFC 9110 has it.
  var headers: [String: String]

  /// No browser sends a longer head, and none a longer body to a page without forms.
  private static let longest = 1 << 16

  /// Reads one request; nil where what comes is none.
  ///
  /// A body is read and left out, lest the connection break before its answer arrives.
  static func read(from socket: AsyncSocket) async throws -> Request? {
    var bytes: [UInt8] = []
    let end = Array("\r\n\r\n".utf8)
    while true {
      let checked = max(0, bytes.count - (end.count - 1))
      bytes += try await socket.read(atMost: 4096)
      if let head = bytes[checked...].firstRange(of: end)?.lowerBound {
        guard let request = Request(bytes[..<head]) else { return nil }
        let body = bytes.count - head - end.count
        let length = request.headers["content-length"].map { Int($0) ?? -1 } ?? 0
        guard 0...longest ~= length else { return nil }
        _ = try await socket.read(bytes: max(0, length - body))
        return request
      }
      guard bytes.count <= longest else { return nil }
    }
  }

}

extension Request {
  /// The request of a head without the empty line at its end; nil where it is none.
  init?(_ head: some BidirectionalCollection<UInt8>) {
    var lines = head.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map {
      String(decoding: $0.last == UInt8(ascii: "\r") ? $0.dropLast() : $0, as: UTF8.self)
    }
    let words = lines.removeFirst().split(separator: " ", omittingEmptySubsequences: false)
    guard words.count == 3, !words[0].isEmpty, words[1].first == "/",
      words[2].hasPrefix("HTTP/1.")
    else { return nil }
    method = String(words[0])
    path = String(words[1].prefix { $0 != "?" })
    headers = [:]
    for line in lines {
      guard let colon = line.firstIndex(of: ":") else { return nil }
      let name = line[..<colon].lowercased()
      guard !name.isEmpty, !name.contains(where: \.isWhitespace) else { return nil }
      let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
      let text = String(value.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
      guard let known = headers[name] else {
        headers[name] = text
        continue
      }
      // Of two hosts nobody knows which is meant.
      guard name != "host", name != "content-length" else { return nil }
      headers[name] = "\(known), \(text)"
    }
  }
}
