import VizEvents

extension StatisticsColumns {
  /// What a tensor's elements were at one step: NaN where one of them is no number. Of infinite ones
  /// only the norm is known, for nobody wrote their signs down.
  struct Row: Sendable, Equatable {
    var count: Int
    var mean, std, min, max, norm: Double
    /// The share of the elements that are exactly 0.
    var zeros: Double
    /// How many elements are not finite.
    var broken: Int
  }

  /// The statistics at a step's index; nil where the node had none then.
  func row(at index: Int) -> Row? {
    guard count.indices.contains(index), count[index] > 0 else { return nil }
    let broken = nan[index] + inf[index]
    func number(_ column: [Double]) -> Double { broken > 0 ? .nan : column[index] }
    return Row(
      count: count[index], mean: number(mean), std: number(std), min: number(min),
      max: number(max), norm: magnitude(at: index),
      zeros: Double(zeros[index]) / Double(count[index]), broken: broken)
  }

  /// The norm at a step's index; NaN or infinite where an element is, NaN where there is none.
  func magnitude(at index: Int) -> Double {
    nan[index] > 0 ? .nan : inf[index] > 0 ? .infinity : norm[index]
  }

  /// The last step's statistics; nil where the node had none then.
  var last: Row? { row(at: count.count - 1) }
}

extension DataTable {
  /// A column of statistics, under its name on a page.
  enum Statistic: String {
    case count = "elements"
    case mean, std, min, max, norm
    case zeros = "zeros (%)"

    /// The column, of `kind` where a table has it of several.
    func column(of kind: String = "") -> Column {
      .number(kind.isEmpty ? rawValue : "\(kind) \(rawValue)")
    }

    /// What stands in it; a dash where there are no statistics.
    func cell(_ row: StatisticsColumns.Row?) -> Cell {
      switch self {
      case .count: .count(row?.count)
      case .mean: .number(row?.mean)
      case .std: .number(row?.std)
      case .min: .number(row?.min)
      case .max: .number(row?.max)
      case .norm: .number(row?.norm)
      case .zeros: .number(row.map { 100 * $0.zeros })
      }
    }
  }

  /// Statistics over the steps: all of few steps, of many some at even distances.
  init(_ columns: StatisticsColumns, steps: [Int], most: Int, caption: String) {
    let shown: [Statistic] = [.mean, .std, .min, .max, .norm]
    let there = steps.indices.filter { columns.row(at: $0) != nil }
    self.init(
      caption: caption, columns: [.number("step")] + shown.map { $0.column() },
      rows: Self.some(of: there, most).map { index in
        [.step(Double(steps[index]))] + shown.map { $0.cell(columns.row(at: index)) }
      })
  }
}
