/// What a computation costs, by kind of operation.
public struct OperationCount: Sendable, Hashable {
  /// Divisions count as multiplications.
  public var multiplications: Int
  /// Subtractions count as additions; comparisons and changes of sign are free.
  public var additions: Int
  /// Calls of exp, log, sin and their like, of square roots and powers.
  public var transcendentals: Int
  /// Bytes read and written, if every argument is read once and every result written once.
  public var bytes: Int

  /// A count of each kind of operation; what is not given is 0.
  public init(
    multiplications: Int = 0, additions: Int = 0, transcendentals: Int = 0, bytes: Int = 0
  ) {
    self.multiplications = multiplications
    self.additions = additions
    self.transcendentals = transcendentals
    self.bytes = bytes
  }

  /// All operations together, each counted as one.
  public var operations: Int { multiplications + additions + transcendentals }

  /// The sum, kind by kind.
  public static func + (a: OperationCount, b: OperationCount) -> OperationCount {
    OperationCount(
      multiplications: a.multiplications + b.multiplications, additions: a.additions + b.additions,
      transcendentals: a.transcendentals + b.transcendentals, bytes: a.bytes + b.bytes)
  }

  /// Adds `b`, kind by kind.
  public static func += (a: inout OperationCount, b: OperationCount) { a = a + b }
}
