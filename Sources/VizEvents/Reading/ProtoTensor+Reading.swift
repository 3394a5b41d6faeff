import SwiftProtobuf
import VizTrace

extension ProtoTensor {
  /// Left edge, right edge and count of each bin, where this is a tensor [k, 3] of them.
  var bins: [(left: Double, right: Double, count: Double)]? {
    guard shape.dim.count == 2, shape.dim[1].size == 3 else { return nil }
    var numbers: [Double]
    switch dtype {
    case .double: numbers = doubleVal
    case .float: numbers = floatVal.map(Double.init)
    default: return nil
    }
    if numbers.isEmpty { numbers = contentNumbers }
    guard numbers.count.isMultiple(of: 3), shape.dim[0].size == Int64(numbers.count / 3) else {
      return nil
    }
    return stride(from: 0, to: numbers.count, by: 3).map {
      (numbers[$0], numbers[$0 + 1], numbers[$0 + 2])
    }
  }

  /// The numbers of `content`.
  private var contentNumbers: [Double] {
    content.array.withUnsafeBytes { bytes in
      switch dtype {
      case .double:
        stride(from: 0, to: bytes.count / 8 * 8, by: 8).map {
          Double(
            bitPattern: UInt64(
              littleEndian: bytes.loadUnaligned(fromByteOffset: $0, as: UInt64.self)))
        }
      case .float:
        stride(from: 0, to: bytes.count / 4 * 4, by: 4).map {
          Double(
            Float(
              bitPattern: UInt32(
                littleEndian: bytes.loadUnaligned(fromByteOffset: $0, as: UInt32.self))))
        }
      default: []
      }
    }
  }

  /// The bins as a histogram; nil where they do not follow each other.
  var histogram: Histogram? {
    guard let bins else { return nil }
    return Histogram(bins: bins)
  }
}

extension ProtoHistogram {
  /// The histogram of an older writer: each bucket ends at its limit, the first begins at the
  /// least element and the last ends at the greatest.
  var histogram: Histogram? {
    guard bucket.count == bucketLimit.count else { return nil }
    var bins: [(left: Double, right: Double, count: Double)] = []
    for (index, count) in bucket.enumerated() {
      bins.append((index == 0 ? min : bucketLimit[index - 1], bucketLimit[index], count))
    }
    // Writers leave an empty bucket at either end, whose limits say nothing.
    while let last = bins.last, last.count == 0 { bins.removeLast() }
    while let first = bins.first, first.count == 0 { bins.removeFirst() }
    guard !bins.isEmpty else { return Histogram(edges: [], counts: []) }
    bins[0].left = min
    bins[bins.count - 1].right = max
    return Histogram(bins: bins)
  }
}

extension Histogram {
  init?(bins: [(left: Double, right: Double, count: Double)]) {
    guard let last = bins.last else {
      self.init(edges: [], counts: [])
      return
    }
    var counts: [Int] = []
    for bin in bins {
      guard let count = Int(exactly: bin.count.rounded()), count >= 0 else { return nil }
      counts.append(count)
    }
    // Equal elements all stand in one bin that has no width.
    if let first = bins.first, first.left == last.right {
      self.init(edges: [first.left, last.right], counts: [counts.reduce(0) { $0 &+ $1 }])
      return
    }
    for (bin, next) in zip(bins, bins.dropFirst()) where bin.right != next.left { return nil }
    self.init(edges: bins.map(\.left) + [last.right], counts: counts)
  }
}
