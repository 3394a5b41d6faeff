/// What a browser gets, after which the connection ends.
struct Answer: Sendable {
  enum Status: String, Sendable {
    case ok = "200 OK"
    case badRequest = "400 Bad Request"
    case forbidden = "403 Forbidden"
    case notFound = "404 Not Found"
    case failed = "500 Internal Server Error"
  }

  var status: Status
  /// The kind of the body, as `Content-Type` has it.
  var type: String
  var body: String

  static func plain(_ status: Status, _ text: String) -> Answer {
    Answer(status: status, type: "text/plain; charset=utf-8", body: text + "\n")
  }

  var bytes: [UInt8] {
    let body = Array(self.body.utf8)
    return Self.head(status, type, ["Content-Length: \(body.count)"]) + body
  }

  /// What stands before a body; without a length it goes on until the connection ends.
  static func head(_ status: Status, _ type: String, _ more: [String] = []) -> [UInt8] {
    let lines =
      [
        "HTTP/1.1 \(status.rawValue)", "Content-Type: \(type)", "Cache-Control: no-store",
        "Referrer-Policy: no-referrer", "X-Content-Type-Options: nosniff",
        "Cross-Origin-Resource-Policy: same-origin", "X-Frame-Options: DENY", "Connection: close",
      ] + more
    return Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8)
  }
}
