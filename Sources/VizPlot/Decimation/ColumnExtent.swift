/// The points of one column of pixels that its picture needs.
struct ColumnExtent {
  var first: Int
  var last: Int
  var low: Int
  var high: Int

  init(_ index: Int) {
    first = index
    last = index
    low = index
    high = index
  }

  /// Appends the indices in ascending order, each once and none that is there already.
  func append(to indices: inout [Int]) {
    let (a, b) = (min(low, high), max(low, high))
    for index in [first, a, b, last] where index > indices.last ?? -1 { indices.append(index) }
  }
}
