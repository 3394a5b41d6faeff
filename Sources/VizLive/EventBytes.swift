import FlyingSocks

/// The bytes of events as they come.
struct EventBytes: AsyncBufferedSequence {
  typealias Element = UInt8

  /// What comes before all events, and is never dropped for one of them.
  let first: [UInt8]
  let stream: AsyncStream<[UInt8]>

  func makeAsyncIterator() -> Iterator {
    Iterator(base: stream.makeAsyncIterator(), first: first)
  }

  struct Iterator: AsyncBufferedIteratorProtocol {
    fileprivate var base: AsyncStream<[UInt8]>.Iterator
    private var rest: ArraySlice<UInt8>

    fileprivate init(base: AsyncStream<[UInt8]>.Iterator, first: [UInt8]) {
      self.base = base
      rest = first[...]
    }

    mutating func next() async -> UInt8? {
      if rest.isEmpty {
        guard let more = await base.next() else { return nil }
        rest = more[...]
      }
      return rest.popFirst()
    }

    mutating func nextBuffer(suggested count: Int) async -> ArraySlice<UInt8>? {
      while rest.isEmpty {
        guard let more = await base.next() else { return nil }
        rest = more[...]
      }
      let part = rest.prefix(Swift.max(count, 1))
      rest = rest.dropFirst(part.count)
      return part
    }
  }
}
