import VizBase
public import VizTrace

// `memory.json`: what a network with a memory did on one sequence, written when its training ends.
extension RunDirectory {
  private static let memoryName = "memory.json"

  /// What the run's network did with its memory; nil where it has none.
  ///
  /// - Throws: ``EventError`` where the file cannot be read, or is damaged.
  public func memory() throws(EventError) -> MemoryTrace? {
    guard let bytes = try read(named: Self.memoryName) else { return nil }
    do {
      return try JSONValue(jsonData: bytes).decoded()
    } catch {
      throw EventError(
        .badData, path: path + "/" + Self.memoryName, message: "it is no trace of a memory",
        hint: "train anew, or remove it")
    }
  }

  /// Writes what the run's network did with its memory, whole or not at all.
  public func write(_ memory: MemoryTrace) throws(EventError) {
    guard let bytes = try? JSONValue(encoding: memory).sorted.jsonData(.compact) else {
      throw EventError(
        .badData, path: path + "/" + Self.memoryName,
        message: "the memory cannot be written as JSON")
    }
    try write(bytes, named: Self.memoryName)
  }
}
