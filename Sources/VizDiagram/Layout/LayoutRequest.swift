/// A graph in Graphviz's language, and how many boxes, edges and panels it has: what the engine
/// needs, and what is sent to a child process.
struct LayoutRequest: Sendable, Equatable {
  var boxes: Int
  var edges: Int
  var panels: Int
  /// Nodes, edges and clusters are numbered as ``LayoutGraph/dot`` numbers them.
  var dot: String

  init(_ graph: LayoutGraph) {
    boxes = graph.boxes.count
    edges = graph.edges.count
    panels = graph.panels.count
    dot = graph.dot
  }

  /// The counts, and how many bytes of ``dot`` follow, on a line of their own: one request after another goes
  /// to a child process, which has to know where each ends.
  var encoded: String { "\(boxes) \(edges) \(panels) \(dot.utf8.count)\n\(dot)" }

  /// Reads ``encoded``; nil where the counts are missing or impossible.
  init?(encoded: String) {
    guard let end = encoded.utf8.firstIndex(of: Self.lineEnd),
      let counts = Self.counts(encoded[..<end].utf8)
    else { return nil }
    dot = String(encoded[encoded.index(after: end)...])
    guard dot.utf8.count == counts[3] else { return nil }
    (boxes, edges, panels) = (counts[0], counts[1], counts[2])
  }

  /// How many of the bytes that have arrived are the first request; nil where more have to arrive.
  ///
  /// All of them are where they begin with no counts: nobody knows where that would end.
  static func length(in bytes: [UInt8]) -> Int? {
    guard let end = bytes.prefix(longestLine).firstIndex(of: lineEnd) else {
      return bytes.count < longestLine ? nil : bytes.count
    }
    guard let counts = counts(bytes[..<end]) else { return bytes.count }
    let length = end + 1 + counts[3]
    return length <= bytes.count ? length : nil
  }

  /// Four numbers, and spaces between them.
  private static let longestLine = 100
  private static let lineEnd = UInt8(ascii: "\n")
  /// What may be asked for is far below.
  private static let mostBytes = 1 << 30

  private static func counts(_ line: some Collection<UInt8>) -> [Int]? {
    let counts = line.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
      .compactMap { Int(String(decoding: $0, as: UTF8.self)) }
    guard counts.count == 4, counts.dropLast().allSatisfy({ (0...10_000_000).contains($0) }),
      (0...mostBytes).contains(counts[3])
    else { return nil }
    return counts
  }
}
