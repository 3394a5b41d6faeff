import VizBase
public import VizTrace

// What a trained network does with examples, written when its training ends: `memory.json` of one
// with a memory, `answers.json` of one that answers sequences step by step.
extension RunDirectory {
  private static let memoryName = "memory.json"
  private static let answersName = "answers.json"

  /// What the run's network did with its memory; nil where it has none.
  ///
  /// - Throws: ``EventError`` where the file cannot be read, or is damaged.
  public func memory() throws(EventError) -> MemoryTrace? {
    try decoded(Self.memoryName, "it is no trace of a memory")
  }

  /// Writes what the run's network did with its memory, whole or not at all.
  public func write(_ memory: MemoryTrace) throws(EventError) {
    try encode(memory, Self.memoryName, "the memory cannot be written as JSON")
  }

  /// What the run's network answered to sequences; nil where it answers none.
  ///
  /// - Throws: ``EventError`` where the file cannot be read, or is damaged.
  public func answers() throws(EventError) -> SequenceAnswers? {
    let answers: SequenceAnswers? = try decoded(Self.answersName, Self.noAnswers)
    guard answers?.isSound != false else { throw damaged(Self.answersName, Self.noAnswers) }
    return answers
  }

  /// Writes what the run's network answered to sequences, whole or not at all.
  public func write(_ answers: SequenceAnswers) throws(EventError) {
    try encode(answers, Self.answersName, "the answers cannot be written as JSON")
  }

  private static let noAnswers = "it holds no answers to sequences"

  private func decoded<Content: Decodable>(
    _ name: String, _ message: String
  ) throws(EventError) -> Content? {
    guard let bytes = try read(named: name) else { return nil }
    do { return try JSONValue(jsonData: bytes).decoded() } catch { throw damaged(name, message) }
  }

  private func damaged(_ name: String, _ message: String) -> EventError {
    EventError(
      .badData, path: path + "/" + name, message: message, hint: "train anew, or remove it")
  }

  private func encode(
    _ content: some Encodable, _ name: String, _ message: String
  ) throws(EventError) {
    guard let bytes = try? JSONValue(encoding: content).sorted.jsonData(.compact) else {
      throw EventError(.badData, path: path + "/" + name, message: message)
    }
    try write(bytes, named: name)
  }
}
