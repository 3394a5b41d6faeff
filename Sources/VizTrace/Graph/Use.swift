/// One argument of a node: the wire along which a value is used, and a gradient flows back.
public struct Use: Sendable, Hashable {
  /// The index of the node that uses the value, in its graph's list.
  public var consumer: Int
  /// Which of the consumer's arguments the value is, counted from 0.
  public var argument: Int

  /// The use of a value as an argument of the node at an index.
  public init(consumer: Int, argument: Int) {
    self.consumer = consumer
    self.argument = argument
  }
}
