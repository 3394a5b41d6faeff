/// A value of a log, with the step and the time at which it was logged.
public struct LoggedValue<Value: Sendable>: Sendable {
  /// The step of the training, as the log says.
  public var step: Int
  /// In seconds since 1970.
  public var wallTime: Double
  /// What was logged.
  public var value: Value

  /// A value with its step, and its time in seconds since 1970.
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
  /// In pixels, as the log says.
  public var height: Int
  /// The file that was logged: a PNG, most likely.
  public var data: [UInt8]

  /// A picture of so many pixels, from the bytes of its file.
  public init(width: Int, height: Int, data: [UInt8]) {
    self.width = width
    self.height = height
    self.data = data
  }
}
