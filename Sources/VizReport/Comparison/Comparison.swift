public import VizBase
import VizEvents
public import VizTrace

/// One page that lays several training runs side by side.
///
/// ```swift
/// let digests = try runs.map { try RunDigest(RunHistory(RunDirectory($0)), location: $0) }
/// let page = try Comparison(digests).html()
/// ```
///
/// It is made of digests, in whatever order they come: the same runs give the same bytes. Only runs of
/// the same data and loss are compared with each other. Of up to eight runs each has a colour and
/// is shown in full; of more the ten best and the ten oddest of each group are.
public struct Comparison: Sendable {
  /// The version of vizbp, for the page's foot.
  public let version: String
  /// The largest first, in each the best run first.
  let groups: [ComparedGroup]
  let settings: ComparedSettings
  /// What is to be said of the reading.
  let remarks: [LogRemark]
  /// Which runs are the oddest of their groups, and in what.
  let odd: [OddRuns]

  /// Whether each run has a colour of its own, and is shown in full.
  var isSmall: Bool { runs.count <= Self.mostColours }
  /// All runs, in the order of the page.
  var runs: [ComparedRun] { groups.flatMap(\.runs) }

  private static let mostColours = 8
  /// Of many runs so many are shown in full, of each kind.
  static let mostInFull = 10
  /// Beside more groups than these the rest stands in the table alone.
  static let mostGroups = 6

  /// The comparison of runs by their digests, in any order.
  ///
  /// - Parameters:
  ///   - digests: The runs.
  ///   - remarks: What is to be said of runs that have no digest.
  ///   - version: The version of vizbp, for the page's foot.
  public init(
    _ digests: [RunDigest], remarks: [LogRemark] = [], version: String = VizBPRelease.version
  ) {
    self.version = version
    // The order in which they were given must not show.
    let sorted = digests.sorted {
      ($0.location, $0.content.part, $0.line) < ($1.location, $1.content.part, $1.line)
    }
    let names = Self.names(sorted)
    let runs = zip(sorted, names).map { ComparedRun(digest: $0, name: $1) }
    var keys: [ComparedGroup.Key] = []
    var parts: [ComparedGroup.Key: [ComparedRun]] = [:]
    for run in runs {
      let key = ComparedGroup.Key(run.content)
      if parts[key] == nil { keys.append(key) }
      parts[key, default: []].append(run)
    }
    var groups = keys.map { ComparedGroup($0, parts[$0] ?? []) }
      .enumerated().sorted {
        ($1.element.runs.count, $0.offset) < ($0.element.runs.count, $1.offset)
      }
      .map(\.element)
    var index = 0
    for group in groups.indices {
      for run in groups[group].runs.indices {
        groups[group].runs[run].number = index
        index += 1
      }
    }
    self.groups = groups
    settings = ComparedSettings(groups.flatMap(\.runs))
    odd = groups.prefix(Self.mostGroups).map { OddRuns($0) }
    self.remarks = remarks + sorted.flatMap(\.remarks)
  }

  /// What tells the runs apart: the parts of their locations that differ.
  private static func names(_ digests: [RunDigest]) -> [String] {
    let locations = digests.map(\.location)
    let names = withoutEnding(RunNames.telling(locations, below: locations.first ?? ""))
    return zip(digests, names).map { digest, name in
      digest.content.part.isEmpty ? name : "\(name) \(digest.content.part)"
    }
  }

  /// Names of files without what all of them end with, such as `.csv`.
  private static func withoutEnding(_ names: [String]) -> [String] {
    guard let dot = names.first?.lastIndex(of: "."), let ending = names.first?[dot...],
      ending.dropFirst().allSatisfy(\.isLetter),
      names.allSatisfy({ $0.hasSuffix(ending) && $0.count > ending.count })
    else { return names }
    return names.map { String($0.dropLast(ending.count)) }
  }

  /// What needs attention, in one line.
  public var attention: String {
    guard !groups.isEmpty else { return "there are no runs" }
    let concerned = runs.count { !$0.content.findings.isEmpty }
    let found = "\(concerned) of \(runs.count) runs need attention"
    return unread.map { "\(found); \($0)" } ?? found
  }

  /// That not everything could be read; nil where it could.
  var unread: String? {
    let count = ReadingSection(remarks: remarks)?.unreadableCount ?? 0
    if count == 0 { return nil }
    return "\(count == 1 ? "one thing" : RunWords.word(count) + " things") could not be read"
  }
}
