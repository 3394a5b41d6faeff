import VizTensor

/// Lanes, each with as many outputs as inputs, in which every output depends on every input:
/// a diagonal matrix and some columns times rows, as softmax, its logarithm and normalisations have
/// for a Jacobian.
struct LaneMap {
  /// The lane of each element.
  private let lanes: [Int]
  /// The elements, lane after lane, and where each lane begins and the last one ends.
  private let elements: [Int]
  private let starts: [Int]
  private let diagonal: [Double]
  /// The Jacobian is the diagonal and the sum of `column[output] * row[input]`.
  private let terms: [(column: [Double], row: [Double])]

  /// - Parameters:
  ///   - shape: The shape of the input and the output.
  ///   - kept: That shape with extent 1 along the axes of a lane.
  init(
    _ shape: Shape, kept: Shape, diagonal: [Double], terms: [(column: [Double], row: [Double])]
  ) throws {
    lanes = try Tensor<Double>.numbered(kept).broadcast(to: shape).elements.map { Int($0) }
    var starts = [Int](repeating: 0, count: kept.elementCount + 1)
    for lane in lanes { starts[lane + 1] += 1 }
    for lane in 0..<kept.elementCount { starts[lane + 1] += starts[lane] }
    var elements = [Int](repeating: 0, count: lanes.count)
    var next = starts
    for (element, lane) in lanes.enumerated() {
      elements[next[lane]] = element
      next[lane] += 1
    }
    self.elements = elements
    self.starts = starts
    self.diagonal = diagonal
    self.terms = terms
  }

  var edgeCount: Int {
    zip(starts, starts.dropFirst()).reduce(0) { $0 + ($1.1 - $1.0) * ($1.1 - $1.0) }
  }

  func visit<Visitor: EdgeVisitor>(_ visitor: inout Visitor) {
    for input in lanes.indices { visit(from: input, &visitor) }
  }

  func visit<Visitor: EdgeVisitor>(from input: Int, _ visitor: inout Visitor) {
    for index in starts[lanes[input]]..<starts[lanes[input] + 1] {
      let output = elements[index]
      var factor = output == input ? diagonal[output] : 0
      for term in terms { factor += term.column[output] * term.row[input] }
      visitor.edge(output, input, factor)
    }
  }
}

extension Tensor<Double> {
  /// The position of each element among the row-major ones.
  static func numbered(_ shape: Shape) -> Tensor {
    // As many numbers as the shape has elements always fit it.
    (try? Tensor((0..<shape.elementCount).map(Double.init), shape: shape)) ?? .zeros(shape)
  }
}
