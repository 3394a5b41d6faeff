/// Statistics of every node of a run at every captured step, in columns; see
/// ``RunLog/nodeColumns(of:)``.
public struct LoggedNodes: Sendable, Equatable {
  /// The captured steps, in the order of the log.
  public var steps: [Int]
  /// When each was logged, in seconds since 1970.
  public var wallTimes: [Double]
  /// In the order in which the log first has them.
  public var nodes: [LoggedNode]

  /// Columns of steps, with as many wall times as steps; of no step by default.
  public init(steps: [Int] = [], wallTimes: [Double] = [], nodes: [LoggedNode] = []) {
    self.steps = steps
    self.wallTimes = wallTimes
    self.nodes = nodes
  }
}
