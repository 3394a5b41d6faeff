import CAllocations

/// How much memory a piece of code asks for: a measure of its work that neither a clock nor a busy
/// machine changes. What copies an array or a string again and again shows in it.
public enum Allocations {
  /// Whether they are counted on this system.
  public static var areCounted: Bool { viz_counts_allocations() }

  /// The bytes that `body` asks for on its thread, whether it frees them or not.
  public static func bytes<Result>(of body: () throws -> Result) rethrows -> Int {
    let before = viz_allocated_bytes()
    _ = try body()
    return Int(viz_allocated_bytes() - before)
  }

  /// The bytes that the whole process has asked for and not freed; of use where nothing else runs.
  public static var bytesInUse: Int { Int(viz_bytes_in_use()) }

  /// How many times more a body asks for at a size than at an eighth of it: 8 where the work is
  /// proportional, 64 where it grows with the square.
  ///
  /// - Parameter body: Makes what is of a size; then does the work, which alone is counted.
  public static func growth<Made, Result>(
    at size: Int, _ make: (_ size: Int) throws -> Made, of work: (Made) throws -> Result
  ) rethrows -> Double {
    func bytes(_ size: Int) throws -> Double {
      let made = try make(size)
      // What is made once in a process is made before.
      _ = try work(made)
      return Double(try Self.bytes { try work(made) })
    }
    let small = try bytes(size / 8)
    return try bytes(size) / max(small, 1)
  }
}
