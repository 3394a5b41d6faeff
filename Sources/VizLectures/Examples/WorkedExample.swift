public import VizAutodiff
import VizCapture
import VizTensor
public import VizTrace

/// An example of the lectures on backpropagation: an expression with values, and what it teaches.
public struct WorkedExample: Sendable {
  /// What of the example is drawn.
  public enum View: String, Sendable { case gradients, chain, forward }

  /// The name of its files.
  public var id: String
  /// What the gallery calls the example.
  public var title: String
  /// What the picture shows, in two or three sentences.
  public var lesson: String
  /// The expression, as the command line takes it.
  public var expression: String
  /// The value of each name, as the command line takes it.
  public var values: [(name: String, value: String)]
  /// Whether gates stay as written, become one node each or are taken apart.
  public var granularity: Granularity
  /// What is drawn of it; gradients unless the example says otherwise.
  public var view: View
  /// The input that moves in forward mode.
  public var seed: String?

  /// An example; its values keep the order in which they are given.
  public init(
    _ id: String, _ title: String, _ expression: String,
    _ values: KeyValuePairs<String, String>, granularity: Granularity = .asWritten,
    view: View = .gradients, seed: String? = nil, lesson: String
  ) {
    self.id = id
    self.title = title
    self.lesson = lesson
    self.expression = expression
    self.values = values.map { (name: $0.key, value: $0.value) }
    self.granularity = granularity
    self.view = view
    self.seed = seed
  }

  /// The call that draws the example from a shell.
  public var command: String {
    var words = ["vizbp", "eval", Self.quoted(expression)]
    words += values.map { Self.quoted("\($0.name)=\($0.value)") }
    switch granularity {
    case .asWritten: break
    case .coarse, .fine: words += ["--granularity", granularity.rawValue]
    }
    if view == .chain { words += ["--show", "chain"] }
    if let seed { words += ["--mode", "forward", "--seed", seed] }
    return (words + ["-o", "\(id).svg"]).joined(separator: " ")
  }

  /// The expression evaluated at the values, or at others for some of them.
  ///
  /// Throws `ExpressionError` where expression or values are wrong.
  public func graph(replacing others: [String: Double] = [:]) throws -> ComputationGraph {
    let expression = try MathExpression(expression)
    var inputs: [String: Tensor<Double>] = [:]
    for (name, value) in values { inputs[name] = try MathExpression.value(value) }
    for (name, value) in others { inputs[name] = Tensor(value) }
    let trace = try expression.trace(inputs: inputs, granularity: granularity)
    if let seed, let moving = trace.inputs[seed] {
      return try ComputationGraph(
        capturing: trace.output, name: expression.typeset(trace.ranks),
        tangents: [moving: .ones(moving.shape)]
      )
    }
    return try ComputationGraph(capturing: trace.output, name: expression.typeset(trace.ranks))
  }

  private static func quoted(_ word: String) -> String {
    let plain = word.allSatisfy { $0.isLetter || $0.isNumber || "=-._".contains($0) }
    return plain ? word : "'\(word)'"
  }
}
