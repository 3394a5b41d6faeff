import SwiftProtobuf
import VizTrace

extension ProtoTensor {
  init(string: [UInt8]) {
    self.init()
    dtype = .string
    shape = ProtoShape()
    stringVal = [string.data]
  }

  init(strings: [[UInt8]]) {
    self.init()
    dtype = .string
    shape.dim = [ProtoShape.Dim.with { $0.size = Int64(strings.count) }]
    stringVal = strings.map(\.data)
  }

  /// Left edge, right edge and count of each bin, row by row.
  init(_ histogram: Histogram) {
    self.init()
    let count = Swift.min(histogram.counts.count, Swift.max(histogram.edges.count - 1, 0))
    dtype = .double
    shape.dim = [count, 3].map { size in ProtoShape.Dim.with { $0.size = Int64(size) } }
    var numbers = ByteBuffer(capacity: 24 * count)
    for index in 0..<count {
      numbers.append(fixed: histogram.edges[index])
      numbers.append(fixed: histogram.edges[index + 1])
      numbers.append(fixed: Double(histogram.counts[index]))
    }
    content = numbers.bytes.data
  }
}

extension ProtoStatistics {
  var statistics: Statistics {
    var histogram: Histogram?
    if !bins.isEmpty {
      histogram = Histogram(
        edges: edges.isEmpty ? Histogram.evenEdges(from: min, to: max, bins: bins.count) : edges,
        counts: bins.map { Int(clamping: $0) })
    }
    return Statistics(
      count: Int(clamping: count), mean: mean, std: std, min: min, max: max, norm: norm,
      zeros: Int(clamping: zeros), nan: Int(clamping: nan), inf: Int(clamping: inf),
      histogram: histogram)
  }
}
