/// The tag of a series that belongs to one of several processes: `rank1/loss`. The first process's
/// have no prefix.
package struct RankTag: Sendable, Hashable {
  /// Which process.
  package let rank: Int
  /// What the series is called without the prefix.
  package let name: String

  /// The parts of a tag; nil for one without the prefix.
  package init?(_ tag: String) {
    guard tag.hasPrefix("rank"), let slash = tag.firstIndex(of: "/") else { return nil }
    let digits = tag[tag.index(tag.startIndex, offsetBy: 4)..<slash]
    guard digits.count <= 7, let rank = Int(digits), rank > 0, String(rank) == digits else {
      return nil
    }
    self.rank = rank
    name = String(tag[tag.index(after: slash)...])
  }

  /// The tag of a series of a process.
  package static func tag(_ name: String, of rank: Int) -> String {
    rank == 0 ? name : "rank\(rank)/\(name)"
  }

  /// Under what the records of nodes of a process are looked up once they are read; all files have
  /// them under one tag.
  static func nodes(of rank: Int) -> String { tag(NodeTag.nodes, of: rank) }
}
