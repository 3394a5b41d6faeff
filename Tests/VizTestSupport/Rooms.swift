import Foundation

/// Which modules each room of the package uses: what `Package.swift` gives it to link, and what its
/// sources import.
public struct Rooms: Sendable {
  /// What a room uses itself, by the room's name.
  public private(set) var uses: [String: Set<String>] = [:]

  /// The rooms of a package's description.
  ///
  /// - Parameter manifest: The text of `Package.swift`.
  public init(manifest: String) {
    let room = #/Room\(\s*name:\s*"(\w+)"(?:,\s*uses:\s*\[([^\]]*)\])?/#
    for match in manifest.matches(of: room) {
      let names = (match.2 ?? "").matches(of: #/"(\w+)"/#).map { String($0.1) }
      uses[String(match.1), default: []].formUnion(names)
    }
  }

  /// The rooms of this package, with what their sources import.
  public static func ofThisPackage() throws -> Rooms {
    var rooms = Rooms(manifest: try manifest())
    for room in rooms.uses.keys {
      let folder = root.appending(path: "Sources/\(room)")
      let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
      while let file = files?.nextObject() as? URL {
        guard file.pathExtension == "swift" else { continue }
        rooms.add(source: try String(contentsOf: file, encoding: .utf8), to: room)
      }
    }
    return rooms
  }

  /// The text of this package's description.
  public static func manifest() throws -> String {
    try String(contentsOf: root.appending(path: "Package.swift"), encoding: .utf8)
  }

  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// Notes what a source file of a room imports.
  public mutating func add(source: String, to room: String) {
    for line in source.split(separator: "\n") where line.contains("import ") {
      let form = #/\s*(?:@\w+(?:\(\w+\))? )*(?:\w+ )?import (?:\w+ )?(\w+)(?:\.\w+)*\s*/#
      if let name = line.wholeMatch(of: form)?.1 { uses[room, default: []].insert(String(name)) }
    }
  }

  /// The shortest way by which a room comes to use a module, both included; nil where it does not.
  public func way(from room: String, to module: String) -> [String]? {
    var before = [room: room]
    var queue = [room]
    var next = 0
    while next < queue.count, before[module] == nil {
      for used in (uses[queue[next]] ?? []).sorted() where before[used] == nil {
        before[used] = queue[next]
        queue.append(used)
      }
      next += 1
    }
    guard before[module] != nil else { return nil }
    var way = [module]
    while let first = way.first, first != room, let previous = before[first] {
      way.insert(previous, at: 0)
    }
    return way
  }
}
