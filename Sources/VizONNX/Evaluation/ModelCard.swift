import VizBase
import VizTrace

/// A node of the graph that a model is drawn as.
struct ModelCard {
  var id: Node.ID
  var op: String
  var label: String?
  var scope: String?
  var inputs: [Node.ID]
  var attributes: JSONObject = [:]
  var role: Role?
  /// Whether its numbers are the model's own.
  var isGiven = false
  /// One for each output.
  var outputs: [Output]

  struct Output {
    var name: String
    var value: ModelValue?
    var dtype: DType?
    var dimensions: [Dimension]?
  }
}

extension Node.ID {
  /// The node that a source names, without the output's number.
  var card: Node.ID {
    guard let mark = lastIndex(of: ":"), index(after: mark) < endIndex,
      self[index(after: mark)...].allSatisfy({ $0.isASCII && $0.isNumber })
    else { return self }
    return String(self[..<mark])
  }
}
