extension EventLog {
  /// What is handed over to the background.
  struct State: ~Copyable {
    var scalars: [Scalar] = []
    /// The tags of scalars, and their places.
    var tags: [String] = []
    var tagNumbers: [String: Int] = [:]
    var entries: [Entry] = []
    var entriesCost = 0
    /// Whether the background will come by within the interval, and at once.
    var isDueLater = false
    var isDueNow = false
    var progress = Progress()
  }

  /// What stands for a scalar's tag, so that it need not be looked up for every number.
  package struct Tag: Sendable {
    var number: Int
  }

  /// A number that waits to be encoded.
  struct Scalar: Sendable {
    var tag: Int
    var step: Int
    var wallTime: Double
    var value: Double

    /// About how many bytes it takes.
    static let cost = 64
  }

  /// What only the background touches, on its queue.
  struct Output: ~Copyable {
    var file: EventFile?
    var encoder = EntryEncoder()
    var scalars: [Scalar] = []
    var records = ByteBuffer(capacity: 1 << 16)

    /// Keeps what is encoded from taking more memory than what waits.
    mutating func writeIfEnough(to file: EventFile) throws(EventError) {
      guard records.count > EventLog.enoughToWrite else { return }
      try file.write(records.bytes)
      records.removeAll()
    }
  }
}

extension EventLog.State {
  /// Whether the log goes on.
  var canTake: Bool { progress.failure == nil && !progress.isClosed }

  /// The index of a scalar's tag.
  mutating func number(of tag: String) -> Int {
    if let number = tagNumbers[tag] { return number }
    tags.append(tag)
    tagNumbers[tag] = tags.count - 1
    return tags.count - 1
  }

  var scalarsCost: Int { scalars.count * EventLog.Scalar.cost }
}
