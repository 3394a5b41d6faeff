import VizAutodiff

/// What a node comes to where it is one operation of vizbp's table.
struct TableOperation {
  var op: String
  /// Which of the node's inputs it takes.
  var operands: [Int]
  var attributes: [String: Attribute]
  /// The input whose type its result has.
  var typed: Int

  init(
    _ op: String, _ operands: [Int] = [0], _ attributes: [String: Attribute] = [:], typed: Int = 0
  ) {
    (self.op, self.operands, self.attributes, self.typed) = (op, operands, attributes, typed)
  }
}

/// Says which operation of the table a node comes to, by the shapes of its inputs and what it is told;
/// nil where it comes to several. It looks at the numbers of no input that the operation takes.
typealias OperationRule = @Sendable (OperatorCall) throws -> TableOperation?

typealias OperationRules = KeyValuePairs<String, OperationRule>

extension OperatorCall {
  /// Computes the operation that the node comes to.
  func apply(_ operation: TableOperation) throws -> ModelValue {
    let variable = try apply(
      operation.op, operation.operands.map { try x($0) }, operation.attributes)
    return try like(variable, operation.typed)[0]
  }

  /// Those of the inputs at some indices that are there.
  func present(_ indices: [Int]) -> [Int] { indices.filter { optional($0) != nil } }
}
