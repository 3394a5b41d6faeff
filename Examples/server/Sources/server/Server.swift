import Hummingbird
import HummingbirdTesting
import VizBP

import class Foundation.ProcessInfo

/// Renders on request: `GET /eval.svg?of=x*y%2Bz&x=1&y=2&z=3` is the picture of an expression, with its
/// gradients, drawn in this process.
enum Renderer {
  /// With `VIZBP=/usr/local/bin/vizbp` that program lays out, in a child process that is used again and again:
  /// Graphviz keeps some memory of each layout, which a server that runs for months would grow by.
  static let options: DiagramOptions = {
    var options = DiagramOptions()
    if let program = ProcessInfo.processInfo.environment["VIZBP"] {
      options.isolation = .always
      options.worker = LayoutWorker(executable: program)
    }
    return options
  }()

  static func router() -> Router<BasicRequestContext> {
    let router = Router()
    router.get("eval.svg") { request, _ -> Response in
      let query = request.uri.queryParameters
      guard let text = query["of"] else {
        throw HTTPError(.badRequest, message: "say which expression, as in ?of=x*y&x=2&y=3")
      }
      do {
        let svg = try await svg(
          of: String(text),
          values: Dictionary(
            query.filter { $0.key != "of" }.map { (String($0.key), String($0.value)) }
          ) { _, last in last })
        return Response(
          status: .ok, headers: [.contentType: "image/svg+xml"],
          body: ResponseBody(byteBuffer: ByteBuffer(string: svg)))
      } catch let error as any Problem {
        throw HTTPError(.badRequest, message: "\(error)")
      }
    }
    return router
  }

  static func svg(of text: String, values: [String: String]) async throws -> String {
    let expression = try MathExpression(text)
    var inputs: [String: Tensor<Double>] = [:]
    for (name, value) in values { inputs[name] = try MathExpression.value(value) }
    let trace = try expression.trace(inputs: inputs)
    let graph = try ComputationGraph(capturing: trace.output, name: text)
    return try await Diagram(graph, options: options).picture.svg()
  }
}

@main
enum Server {
  /// Serves on port 8080, or with `--check` asks itself, as the check that runs the examples does.
  static func main() async throws {
    let application = Application(router: Renderer.router())
    guard CommandLine.arguments.contains("--check") else {
      try await application.runService()
      return
    }
    try await application.test(.router) { client in
      try await client.execute(uri: "/eval.svg?of=x*y%2Bz&x=1&y=2&z=3", method: .get) { response in
        let svg = String(buffer: response.body)
        guard response.status == .ok, svg.hasPrefix("<svg"), svg.contains("gradient") else {
          throw Unexpected(what: "\(response.status): \(svg.prefix(200))")
        }
        print("server: \(svg.utf8.count) bytes of SVG")
      }
      try await client.execute(uri: "/eval.svg?of=x*&x=1", method: .get) { response in
        guard response.status == .badRequest else {
          throw Unexpected(what: "an expression that is none gave \(response.status)")
        }
      }
    }
  }
}

struct Unexpected: Error {
  var what: String
}
