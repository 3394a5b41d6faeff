import SystemPackage
import VizTrace

/// A folder whose event files belong to the run of the folder above it: `train` and `validation` of
/// Keras, `eval` and `eval_holdout` of an Estimator, `learn` of CatBoost, and `loss_val` of PyTorch's `add_scalars`.
struct LogPart: Sendable, Hashable {
  enum Naming: Sendable, Hashable {
    /// The tags get the name of the folder in front, which is that of a split.
    case split(String)
    /// The folder's name is that of its only tag and what is behind it.
    case subtag(folder: String)
  }

  var path: String
  var naming: Naming

  /// What the run calls a tag of the part.
  func name(_ tag: String) -> String {
    switch naming {
    case .split(let split): return "\(split)/\(tag)"
    case .subtag(let folder):
      let start = tag.map { $0 == "/" ? "_" : $0 } + "_"
      return folder.hasPrefix(String(start)) ? "\(tag)/\(folder.dropFirst(start.count))" : tag
    }
  }

  /// The parts among the folders in a folder.
  ///
  /// - Parameters:
  ///   - names: What is in the folder.
  ///   - hasEvents: Whether it has event files of its own.
  static func parts(among names: [String], of folder: String, hasEvents: Bool) -> [LogPart] {
    var splits: [LogPart] = []
    var isNamed = false
    var subtags: [LogPart] = []
    for name in names.sorted() where !name.hasPrefix(".") {
      let path = FilePath(folder).appending(name).string
      let plain = MetricName.split(named: name)
      let split = plain ?? MetricName.evaluated(by: name)
      guard split != nil || hasEvents && name.contains("_"),
        EventFiles.isFolder(path), let events = try? EventFiles.paths(in: path),
        !events.isEmpty
      else { continue }
      if split != nil {
        splits.append(LogPart(path: path, naming: .split(name)))
        isNamed = isNamed || plain != nil
      } else if isSubtag(name, events) {
        subtags.append(LogPart(path: path, naming: .subtag(folder: name)))
      }
    }
    // A lone `train` may be what somebody called a run.
    return (hasEvents || isNamed && splits.count > 1 ? splits : []) + subtags
  }

  /// Whether a folder is one that `add_scalars` made: it has one tag, whose name it begins with.
  private static func isSubtag(_ name: String, _ events: [String]) -> Bool {
    var tags: Set<String> = []
    for path in events {
      guard let index = try? FileIndex(path: path) else { return false }
      tags.formUnion(index.series.map(\.tag))
    }
    guard tags.count == 1, let tag = tags.first else { return false }
    return LogPart(path: "", naming: .subtag(folder: name)).name(tag) != tag
  }
}
