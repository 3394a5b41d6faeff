import SystemPackage
import VizBase

/// What runs are called where several stand side by side.
package enum RunNames {
  /// What tells the folders of runs apart: their paths without what all begin and end with. One that
  /// is the folder itself has its own name, and of several in one place each has a number.
  package static func telling(_ locations: [String], below folder: String) -> [String] {
    let own = (FilePath(folder).lastComponent?.string ?? folder).withoutStrayBytes
    let all = locations.map { FilePath($0).components.map(\.string.withoutStrayBytes) }
    guard Set(all).count > 1 else {
      let name = FilePath(locations.first ?? folder).lastComponent?.string.withoutStrayBytes ?? own
      return numbered(locations.map { _ in name })
    }
    return numbered(withoutCommonEnds(all, own))
  }

  /// What tells files and folders that were named apart: the ends of their paths.
  ///
  /// A lone one has no name.
  package static func telling(_ paths: [String]) -> [String] {
    guard paths.count > 1 else { return paths.map { _ in "" } }
    let parts = paths.map { path -> [String] in
      if path == "-" { return ["standard input"] }
      let path = FilePath(path)
      let last =
        (EventFiles.isFolder(path.string) ? nil : path.stem) ?? path.lastComponent?.string ?? ""
      return (path.removingLastComponent().components.map(\.string) + [last])
        .map(\.withoutStrayBytes)
    }
    // `a/metrics` and `b/metrics` are runs a and b.
    let isStemShared = Set(parts.map { $0.last ?? "" }).count == 1
    for depth in 1...(parts.map(\.count).max() ?? 1) {
      let names = parts.map { part in
        (isStemShared ? part.dropLast() : part[...]).suffix(depth).joined(separator: "/")
      }
      if Set(names).count == names.count, !names.contains("") { return names }
    }
    return paths.enumerated().map { "\($1.withoutStrayBytes) (\($0 + 1))" }
  }

  private static func withoutCommonEnds(_ all: [[String]], _ own: String) -> [String] {
    guard let first = all.first else { return [] }
    let shortest = all.map(\.count).min() ?? 0
    var start = 0
    while start < shortest, all.allSatisfy({ $0[start] == first[start] }) { start += 1 }
    var end = 0
    // At least one part is left of each.
    while start + end + 1 < shortest,
      all.allSatisfy({ $0[$0.count - 1 - end] == first[first.count - 1 - end] })
    {
      end += 1
    }
    return all.map { parts in
      let rest = parts.dropFirst(start).dropLast(end)
      return rest.isEmpty ? own : rest.joined(separator: "/")
    }
  }

  private static func numbered(_ names: [String]) -> [String] {
    var counts: [String: Int] = [:]
    for name in names { counts[name, default: 0] += 1 }
    var given: [String: Int] = [:]
    return names.map { name in
      guard counts[name, default: 0] > 1 else { return name }
      given[name, default: 0] += 1
      return "\(name) (\(given[name, default: 0]))"
    }
  }
}
