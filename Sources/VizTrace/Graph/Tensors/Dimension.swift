/// How long one axis of a tensor is, as a graph says it before anything runs.
public enum Dimension: Sendable, Hashable {
  /// So many elements.
  case extent(Int)
  /// A number that has a name, and is known when the graph runs: `batch`.
  case name(String)
  /// Any number.
  case unknown
}

extension Dimension: CustomStringConvertible {
  /// The number, the name, or a question mark.
  public var description: String {
    switch self {
    case .extent(let extent): String(extent)
    case .name(let name): name
    case .unknown: "?"
    }
  }
}

extension [Dimension] {
  /// The extent of each axis; nil where one is not a number.
  var extents: [Int]? {
    var extents: [Int] = []
    for dimension in self {
      guard case .extent(let extent) = dimension else { return nil }
      extents.append(extent)
    }
    return extents
  }

  /// Whether an extent is negative, or there are more elements than can be counted.
  var isTooLarge: Bool {
    compactMap { if case .extent(let extent) = $0 { extent } else { nil } }.elementCount == nil
  }

  /// Whether a tensor of these extents has the axes that are described.
  func admits(_ extents: [Int]) -> Bool {
    count == extents.count
      && zip(self, extents).allSatisfy { dimension, extent in
        if case .extent(let stated) = dimension { stated == extent } else { true }
      }
  }

  /// As messages have it: `[batch, 768]`.
  var text: String { "[\(map(\.description).joined(separator: ", "))]" }
}
