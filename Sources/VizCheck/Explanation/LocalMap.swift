/// Meets the edges of a graph of single numbers, one after the other.
protocol EdgeVisitor {
  /// An edge from element `input` of an argument to element `output` of its consumer, and the
  /// derivative of the one in the other.
  mutating func edge(_ output: Int, _ input: Int, _ factor: Double)
}

/// The derivatives of a node's elements in those of one of its arguments, with the structure that
/// the operation gives them.
///
/// An edge is there where the operation lets the output depend on the input, also where the
/// derivative is 0 for these numbers, as that of a rectifier that is off. Of an operation that
/// nothing more is known of than its rules, edges are where a derivative is not 0.
enum LocalMap {
  /// Of a number in a number.
  case number(Double)
  /// Edge by edge.
  case list(EdgeList)
  /// Lanes in which every element depends on every other, as in a softmax.
  case lanes(LaneMap)
  case product(MatrixMap)
  case convolution(ConvolutionMap)

  /// How many edges there are.
  var edgeCount: Int {
    switch self {
    case .number: 1
    case .list(let list): list.outputs.count
    case .lanes(let lanes): lanes.edgeCount
    case .product(let product): product.edgeCount
    case .convolution(let convolution): convolution.edgeCount
    }
  }

  /// Meets every edge once.
  func visit<Visitor: EdgeVisitor>(_ visitor: inout Visitor) {
    switch self {
    case .number(let factor): visitor.edge(0, 0, factor)
    case .list(let list): list.visit(&visitor)
    case .lanes(let lanes): lanes.visit(&visitor)
    case .product(let product): product.visit(&visitor)
    case .convolution(let convolution): convolution.visit(&visitor)
    }
  }

  /// Meets every edge that leaves an element of the argument.
  func visit<Visitor: EdgeVisitor>(from input: Int, _ visitor: inout Visitor) {
    switch self {
    case .number(let factor): visitor.edge(0, 0, factor)
    case .list(let list): list.visit(from: input, &visitor)
    case .lanes(let lanes): lanes.visit(from: input, &visitor)
    case .product(let product): product.visit(from: input, &visitor)
    case .convolution(let convolution): convolution.visit(from: input, &visitor)
    }
  }
}

/// Edges in the order of the elements that they leave.
struct EdgeList {
  /// Where the edges of each input element begin, and the last of them end.
  private(set) var starts: [Int]
  private(set) var outputs: [Int32]
  private(set) var factors: [Double]

  /// Of edges in any order, to `inputCount` elements.
  init(_ edges: [(output: Int, input: Int, factor: Double)], inputCount: Int) {
    starts = [Int](repeating: 0, count: inputCount + 1)
    for edge in edges { starts[edge.input + 1] += 1 }
    for input in 0..<inputCount { starts[input + 1] += starts[input] }
    outputs = [Int32](repeating: 0, count: edges.count)
    factors = [Double](repeating: 0, count: edges.count)
    var next = starts
    for edge in edges {
      outputs[next[edge.input]] = Int32(edge.output)
      factors[next[edge.input]] = edge.factor
      next[edge.input] += 1
    }
  }

  func visit<Visitor: EdgeVisitor>(_ visitor: inout Visitor) {
    for input in 0..<(starts.count - 1) { visit(from: input, &visitor) }
  }

  func visit<Visitor: EdgeVisitor>(from input: Int, _ visitor: inout Visitor) {
    for index in starts[input]..<starts[input + 1] {
      visitor.edge(Int(outputs[index]), input, factors[index])
    }
  }
}
