/// A value of a log, with the step and the time at which it was logged.
public struct LoggedValue<Value: Sendable>: Sendable {
  public var step: Int
  /// In seconds since 1970.
  public var wallTime: Double
  public var value: Value

  public init(step: Int, wallTime: Double, value: Value) {
    self.step = step
    self.wallTime = wallTime
    self.value = value
  }
}

extension LoggedValue: Equatable where Value: Equatable {}

/// A picture of a log.
public struct LoggedImage: Sendable, Hashable {
  /// In pixels, as the log says.
  public var width: Int
  public var height: Int
  /// The file that was logged: a PNG, most likely.
  public var data: [UInt8]

  public init(width: Int, height: Int, data: [UInt8]) {
    self.width = width
    self.height = height
    self.data = data
  }
}
