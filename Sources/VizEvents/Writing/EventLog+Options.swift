extension EventLog {
  /// How records are kept back and written.
  public struct Options: Sendable, Hashable {
    /// How long a record waits at most before it is written, in seconds.
    public var flushInterval: Double
    /// How many bytes of records wait at most.
    public var queueLimit: Int
    /// The step with which a run goes on that was broken off: what the folder's earlier files have
    /// from there on is replaced, and a torn record at their ends is cut. Where several processes
    /// log into one folder, one of them says so.
    public var resumingAt: Int?

    /// Options: a flush each second, a queue of 64 MiB and a new run by default.
    public init(flushInterval: Double = 1, queueLimit: Int = 64 << 20, resumingAt: Int? = nil) {
      self.flushInterval = flushInterval
      self.queueLimit = queueLimit
      self.resumingAt = resumingAt
    }

    /// With what cannot be kept replaced: a queue holds a record or two, and a time is a number.
    var possible: Options {
      var options = self
      options.queueLimit = max(queueLimit, 1 << 16)
      options.flushInterval = flushInterval.isNaN ? 1 : min(max(flushInterval, 0), 3600)
      return options
    }
  }

  /// How a log is doing.
  public struct Progress: Sendable, Hashable {
    /// How many bytes of whole records the file has.
    public var bytesWritten = 0
    /// How many records were dropped because the disk could not keep up.
    public var dropped = 0
    /// Why the log stopped, if it did.
    public var failure: EventError?
    /// Whether the log takes no more records.
    public var isClosed = false
  }
}
