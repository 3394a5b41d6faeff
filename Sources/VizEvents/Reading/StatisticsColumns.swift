public import VizStatistics

/// Statistics of one tensor over the steps of a run, in columns: index *i* of each is of the step
/// at index *i* of ``LoggedNodes/steps``.
///
/// Where a step has none, the counts are 0 and the numbers NaN. All columns are empty where no step
/// has any.
public struct StatisticsColumns: Sendable, Equatable {
  /// How many elements there are.
  public private(set) var count: [Int] = []
  /// The mean of the finite elements.
  public private(set) var mean: [Double] = []
  /// The population standard deviation.
  public private(set) var std: [Double] = []
  /// The least finite element.
  public private(set) var min: [Double] = []
  /// The greatest finite element.
  public private(set) var max: [Double] = []
  /// The Euclidean norm of the finite elements.
  public private(set) var norm: [Double] = []
  /// How many elements are exactly zero.
  public private(set) var zeros: [Int] = []
  /// How many elements are not a number.
  public private(set) var nan: [Int] = []
  /// How many elements are infinite.
  public private(set) var inf: [Int] = []

  /// Columns of no step.
  public init() {}

  /// Columns of what each step has.
  public init(_ statistics: [Statistics?]) {
    append(statistics[...], after: 0, statistics.count)
  }

  /// Whether no step has any statistics.
  public var isEmpty: Bool { count.isEmpty }

  /// Appends what some steps have, behind so many that have none if these are the first.
  mutating func append(_ rows: ArraySlice<Statistics?>, after done: Int, _ capacity: Int) {
    if isEmpty {
      guard rows.contains(where: { $0 != nil }) else { return }
      reserve(capacity)
      for _ in 0..<done { append(nil) }
    }
    for row in rows { append(row) }
  }

  private mutating func append(_ row: Statistics?) {
    count.append(row?.count ?? 0)
    mean.append(row?.mean ?? .nan)
    std.append(row?.std ?? .nan)
    min.append(row?.min ?? .nan)
    max.append(row?.max ?? .nan)
    norm.append(row?.norm ?? .nan)
    zeros.append(row?.zeros ?? 0)
    nan.append(row?.nan ?? 0)
    inf.append(row?.inf ?? 0)
  }

  private mutating func reserve(_ capacity: Int) {
    count.reserveCapacity(capacity)
    mean.reserveCapacity(capacity)
    std.reserveCapacity(capacity)
    min.reserveCapacity(capacity)
    max.reserveCapacity(capacity)
    norm.reserveCapacity(capacity)
    zeros.reserveCapacity(capacity)
    nan.reserveCapacity(capacity)
    inf.reserveCapacity(capacity)
  }
}
