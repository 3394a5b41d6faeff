import VizBP

/// What stays in memory after many pictures, as a server that draws on request would find, each way in a
/// process of its own.
struct MemoryBenchmark {
  private static let count = 10_000
  /// So many fill what is kept on purpose: fonts, measured words.
  private static let first = 500

  /// What is drawn, and where it is laid out.
  enum Way: String, CaseIterable {
    case plain, panel, isolated

    var title: String {
      switch self {
      case .plain: "a neuron without a panel, laid out in process"
      case .panel: "the sigmoid neuron, with a panel, in process"
      case .isolated: "likewise, laid out in a child process"
      }
    }

    func graph() throws -> ComputationGraph {
      self == .plain ? Samples.tenNodes : try Samples.neuronGraph()
    }

    func options(tool: String) -> DiagramOptions {
      var options = DiagramOptions()
      options.isolation = self == .isolated ? .always : .never
      options.worker = LayoutWorker(executable: tool)
      return options
    }
  }

  let tool: String

  func run() throws {
    var table = Table(["memory after \(Self.count) pictures more", "measured", "aim"])
    for way in Way.allCases {
      let words = try Program.output([
        CommandLine.arguments[0], "--draw", way.rawValue, "\(Self.count)", tool,
      ]).split(separator: " ")
      guard words.count == 2, let growth = Int(words[0]),
        let before = Int(words[1].filter(\.isNumber))
      else { throw BenchmarkError(what: "the drawing process answered \(words)") }
      table.add([way.title, "\(growth / 1024) KB of \(before / 1_000_000) MB", "≤ 1 MB"])
    }
    print("\nSVG and PNG in turns\n")
    table.show()
  }

  /// What the process of its own does: prints by how many bytes it has grown, and how many there were.
  static func drawAndPrint(_ name: String, count: String, tool: String) async throws {
    guard let way = Way(rawValue: name), let count = Int(count) else {
      throw BenchmarkError(what: "there is no way \(name) to draw \(count) pictures")
    }
    let graph = try way.graph()
    let options = way.options(tool: tool)
    for _ in 0..<min(first, count) { try await draw(graph, options) }
    guard let before = Machine.memory else {
      throw BenchmarkError(what: "the system does not say its memory")
    }
    for _ in 0..<count { try await draw(graph, options) }
    print((Machine.memory ?? before) - before, before)
  }

  private static func draw(_ graph: ComputationGraph, _ options: DiagramOptions) async throws {
    let picture = try await Diagram(graph, options: options).picture
    _ = try picture.svg()
    _ = try picture.png()
  }
}
