import VizEvents
import VizStatistics
import VizTrace

/// What the histograms of anybody's log tell of its parameters, their gradients, and what functions
/// give: tracks such as a run of vizbp's has, by what the tags say.
///
/// `gradients/fc1.weight`, `fc1.weight.grad` and `grad/fc1/weight` are the gradient of
/// `weights/fc1.weight`; `activations/relu1` is what a function gives. Layers stand in the order in
/// which the log first has them.
struct LoggedTracks {
  private var names: [String] = []
  private var parts: [String: [Part: [Int: Statistics]]] = [:]
  private var functions: [String: String] = [:]

  enum Part { case value, gradient }

  /// Of more tags, or of more records of one, only so many are read.
  private static let mostTags = 400
  private static let mostRecords = 400

  static func tracks(of log: RunLog) -> NodeTracks {
    var found = LoggedTracks()
    for tag in log.histogramTagsAsLogged.prefix(mostTags) {
      guard let name = Name(tag), let records = try? log.histograms(tag) else { continue }
      let stride = max(1, records.count / mostRecords)
      let kept = records.enumerated().filter { $0.offset.isMultiple(of: stride) }.map(\.element)
      found.add(name, kept.map { ($0.step, Statistics(estimatedBy: $0.value)) })
    }
    return found.tracks
  }

  mutating func add(_ name: Name, _ records: [(step: Int, Statistics)]) {
    if parts[name.key] == nil { names.append(name.key) }
    let part: Part = name.isGradient ? .gradient : .value
    parts[name.key, default: [:]][part, default: [:]].merge(
      records.map { ($0.step, $0.1) }, uniquingKeysWith: { _, last in last })
    if let op = name.function { functions[name.key] = op }
  }

  var tracks: NodeTracks {
    let steps = Set(parts.values.flatMap { $0.values.flatMap(\.keys) }).sorted()
    return NodeTracks(
      steps: steps,
      names.map { name in
        func columns(_ part: Part) -> StatisticsColumns {
          StatisticsColumns(steps.map { parts[name]?[part]?[$0] })
        }
        let (value, gradient) = (columns(.value), columns(.gradient))
        let isFunction = functions[name] != nil
        let last = Name.words(name).last ?? ""
        return NodeTrack(
          LoggedNode(node: name, value: value, gradient: gradient),
          op: isFunction ? Self.op(functions[name] ?? "", value) : nil, isParameter: !isFunction,
          isMatrix: !isFunction && !Name.vectors.contains(last) && !Self.isScale(name, value))
      })
  }

  /// The scales of a normalisation are called weights, and start as 1.
  private static func isScale(_ name: String, _ value: StatisticsColumns) -> Bool {
    Name.words(name).contains { $0.hasPrefix("bn") || $0.contains("norm") || $0 == "ln" }
      || value.mean.first == 1 && value.std.first == 0
  }

  /// A function that its name does not say, by the values: one between −1 and 1 that reaches both
  /// is a tanh, one between 0 and 1 a sigmoid.
  private static func op(_ said: String, _ value: StatisticsColumns) -> String {
    guard said.isEmpty else { return said }
    let low = value.min.filter(\.isFinite).min() ?? 0
    let high = value.max.filter(\.isFinite).max() ?? 0
    if low >= -1.0001, high <= 1.0001, low < -0.9, high > 0.9 { return "tanh" }
    if low >= 0, high <= 1.0001, high > 0.9, low < 0.1 { return "sigmoid" }
    return low >= 0 ? "relu" : "identity"
  }

  /// What a tag says.
  struct Name {
    /// What the parameter, or the function, is called without the words for what is logged of it.
    let key: String
    let isGradient: Bool
    /// For what functions give, the operation, or nothing where it is not said; nil for parameters.
    let function: String?

    static let vectors: Set = ["bias", "b", "beta", "gamma", "running_mean", "running_var"]
    private static let gradients: Set = ["grad", "grads", "gradient", "gradients"]
    private static let wrappers: Set = [
      "weights", "weight", "params", "param", "parameters", "parameter", "values", "value", "data",
      "histograms", "histogram", "hist", "model", "module",
    ]
    private static let parameters: Set = [
      "weight", "weights", "kernel", "bias", "w", "b", "beta", "gamma", "param",
    ]
    private static let given: Set = [
      "activation", "activations", "act", "acts", "hidden", "features",
    ]
    private static let operations = [
      "leaky_relu", "relu", "tanh", "sigmoid", "gelu", "silu", "elu", "softplus",
    ]
    private static let outputs = ["softmax", "logits", "prob", "pred", "output", "target", "label"]

    init?(_ tag: String) {
      var words = Self.words(tag)
      isGradient = Self.isOfGradients(words)
      words.removeAll { Self.gradients.contains($0) }
      let isParameter = words.dropFirst().contains { Self.parameters.contains($0) }
      if words.count > 1, let first = words.first, Self.wrappers.contains(first) {
        words.removeFirst()
      }
      guard !words.isEmpty else { return nil }
      key = words.joined(separator: ".")
      let text = tag.lowercased()
      let op = Self.operations.first { text.contains($0) }
      let isGiven = words.contains { Self.given.contains($0) } || op != nil
      let isLast = words.last.map { Self.parameters.contains($0) } ?? false
      if isLast || isParameter || isGradient && !isGiven {
        function = nil
      } else if isGiven, !Self.outputs.contains(where: { text.contains($0) }) {
        function = op ?? ""
      } else {
        return nil
      }
    }

    static func isOfGradients(_ words: [String]) -> Bool {
      words.contains { gradients.contains($0) }
    }

    static func words(_ tag: String) -> [String] {
      var text = tag.lowercased()
      for ending in ["_grad", "_gradient", "_weight", "_bias"] where text.hasSuffix(ending) {
        text = text.dropLast(ending.count) + "." + ending.dropFirst()
      }
      return text.split { "/. :".contains($0) }.map(String.init)
    }
  }
}

extension RunHistory {
  /// Whether a tag names gradients: `fc1.weight.grad`, `gradients/fc1`.
  package static func isOfGradients(_ tag: String) -> Bool {
    LoggedTracks.Name.isOfGradients(LoggedTracks.Name.words(tag))
  }
}

extension Statistics {
  /// What the bins of a histogram tell: exact in count, least and greatest, and about as good as
  /// the bins are narrow in the rest. Zeros are those of a bin around 0 that has hardly any width, as
  /// TensorBoard's bins have one.
  init(estimatedBy histogram: Histogram) {
    let (edges, counts) = (histogram.edges, histogram.counts)
    self.init()
    guard edges.count == counts.count + 1, let low = edges.first, let high = edges.last else {
      return
    }
    var (sum, squares, total, zeros) = (0.0, 0.0, 0, 0)
    for (index, count) in counts.enumerated() where count > 0 {
      let (left, right) = (edges[index], edges[index + 1])
      (total, _) = total.addingReportingOverflow(count)
      if left <= 0, right >= 0, right - left <= 1e-11 {
        zeros += count
        continue
      }
      let (from, to) = Self.place(in: (left, right), of: (low, high))
      sum += Double(count) * (from / 2 + to / 2)
      squares += Double(count) * (from * from + from * to + to * to) / 3
    }
    guard total > 0 else { return }
    let mean = sum / Double(total)
    self.init(
      count: total, mean: mean,
      std: low == high
        ? 0 : Swift.max(0, squares / Double(total) - mean * mean).squareRoot(),
      min: low, max: high, norm: Swift.max(0, squares).squareRoot(), zeros: zeros,
      nan: low.isNaN || high.isNaN ? 1 : 0, inf: low.isInfinite || high.isInfinite ? 1 : 0)
  }

  /// Where in a bin its elements are taken to be. What a tanh or a sigmoid gives piles up at 1, or −1,
  /// where it is flat, and there the outermost bin is wide beside how far its elements are from the end.
  private static func place(
    in bin: (left: Double, right: Double), of ends: (low: Double, high: Double)
  ) -> (Double, Double) {
    let nearness = 1e-3
    if bin.right == ends.high, abs(bin.right - 1) < nearness { return (bin.right, bin.right) }
    if bin.left == ends.low, abs(bin.left + 1) < nearness { return (bin.left, bin.left) }
    return bin
  }
}
