import VizTensor

/// One node of an expression's tree.
///
/// The tree lies flat in an array in which operands stand before the node that takes them: walks
/// are loops, and a tree of any depth is freed without recursion.
struct ExpressionSyntax: Sendable, Equatable {
  enum Kind: Sendable, Equatable {
    case number(Double)
    /// A vector or matrix of numbers.
    case tensor(Tensor<Double>)
    /// A vector or matrix some of whose elements are computed.
    case stack([Int])
    case name(String)
    case negate
    case infix(Infix)
    case call(ExpressionCall)
    /// Elements of the first operand; the others choose, where an item is computed.
    case index(ExpressionIndex)
    /// A node that became part of another.
    case merged
  }

  var kind: Kind
  var operands: [Int] = []
  /// The character in the source at which errors of this node point.
  var offset: Int
}

/// One statement: an expression, and the name it gives to its value.
struct ExpressionStatement: Sendable, Equatable {
  var name: String?
  /// Where the statement begins in the source.
  var offset: Int
  /// The nodes of the expression; the last one is its value.
  var nodes: Range<Int>
  var root: Int
}
