/// The extents of a tensor's axes, outermost first; a scalar has none.
///
/// A literal is a shape, and a shape is the collection of its extents: `Tensor<Double>.zeros([2, 3])`
/// has the `shape[0]` 2 and the `shape.count` 2, and six elements, its ``elementCount``.
public struct Shape: Sendable, Hashable, CustomStringConvertible {
  /// The length of each axis; none for a scalar.
  public let extents: [Int]
  /// How many elements a tensor of this shape has.
  public let elementCount: Int

  /// The shape without axes.
  public static let scalar = Shape(unchecked: [], count: 1)

  /// The most elements of a tensor: half a gigabyte of doubles. Broadcasting makes so many from a
  /// line of text, and memory that runs out ends the process.
  public static let mostElements = 1 << 26

  /// How many elements a tensor may have right now.
  @TaskLocal private static var most = mostElements

  /// Runs what may make tensors of more than ``mostElements``, up to a count: where a file has brought so
  /// many, or their memory is accounted for in another way.
  package static func allowing<Result>(
    _ count: Int, _ body: () throws -> Result
  ) rethrows -> Result {
    try $most.withValue(Swift.max(count, mostElements)) { try body() }
  }

  /// Throws ``ShapeError`` where an extent is negative or there are more than ``mostElements``.
  public init(_ extents: [Int]) throws(ShapeError) {
    var count = 1
    for extent in extents where extent < 0 {
      throw ShapeError(
        op: "shape",
        reason: "\(Self.words(extents)) has the negative extent \(extent); extents start at 0")
    }
    // An extent of 0 excuses no others: the product of some of the axes must fit as well.
    for extent in extents where extent > 0 {
      let (product, overflow) = count.multipliedReportingOverflow(by: extent)
      guard !overflow else {
        throw ShapeError(
          op: "shape", reason: "\(Self.words(extents)) has more elements than fit in memory")
      }
      count = product
    }
    guard count <= Self.mostElements || count <= Self.most else {
      let limit = "at most \(Self.most) can be computed with"
      throw ShapeError(
        op: "shape", reason: "\(Self.words(extents)) has \(count) elements; \(limit)")
    }
    self.init(unchecked: extents, count: extents.contains(0) ? 0 : count)
  }

  /// A shape from extents that are known to be sound, because they come from an existing tensor.
  @usableFromInline
  init(unchecked extents: [Int], count: Int) {
    self.extents = extents
    elementCount = count
  }

  /// The shape of a vector with `count` elements.
  public static func vector(_ count: Int) -> Shape { Shape(unchecked: [count], count: count) }

  /// The number of axes.
  public var rank: Int { extents.count }
  /// Whether there is no axis: one number.
  public var isScalar: Bool { extents.isEmpty }

  /// `[2, 3]`; a scalar's is `[]`. Of more than 16 extents it has the first, and how many are left out.
  public var description: String { Self.words(extents) }

  /// Files claim shapes of hundreds of axes, and what is said of them is one line.
  private static func words(_ extents: [Int]) -> String {
    let shown = extents.count > 16 ? 8 : extents.count
    let rest = extents.count - shown
    return "[" + extents.prefix(shown).map(String.init).joined(separator: ", ")
      + (rest > 0 ? ", … \(rest) more]" : "]")
  }
}

extension Shape: ExpressibleByArrayLiteral {
  /// A shape that is written down.
  ///
  /// A literal cannot throw: an extent below 0 is taken as 0, and so is the first where there would be
  /// more elements than ``mostElements``. Extents that come from outside are for ``init(_:)``, which
  /// says what is wrong with them.
  public init(arrayLiteral extents: Int...) {
    let extents = extents.map { Swift.max($0, 0) }
    if let shape = try? Shape(extents) {
      self = shape
    } else {
      self.init(unchecked: [0] + extents.dropFirst(), count: 0)
    }
  }
}

extension Shape: RandomAccessCollection {
  /// The first axis.
  public var startIndex: Int { 0 }
  /// Behind the last axis: as many as there are.
  public var endIndex: Int { extents.count }
  /// The extent of an axis, which counts from 0.
  public subscript(axis: Int) -> Int { extents[axis] }
}
