import VizBase

@testable import VizTrace

/// Draws graphs that verify, with every kind of field and awkward numbers and names.
struct RandomGraph {
  private var random: SplitMix64

  init(seed: UInt64) { random = SplitMix64(seed: seed) }

  mutating func graph() -> ComputationGraph {
    let count = Int.random(in: 1...12, using: &random)
    let ids = (0..<count).map { "\($0)\(text())" }
    var nodes: [Node] = []
    for (index, id) in ids.enumerated() { nodes.append(node(id, inputs: Array(ids[..<index]))) }
    nodes.shuffle(using: &random)
    let outputs = ids.filter { _ in Bool.random(using: &random) }
    let seeds: [TensorData?]? = maybe { random in
      outputs.map { _ in random.maybe { .scalar($0.number()) } }
    }
    return ComputationGraph(
      name: maybe { $0.text() }, nodes: nodes,
      outputs: outputs, seeds: seeds, unknownFields: object("x-graph"))
  }

  private mutating func port() -> Port {
    let extents = [2, 1]
    let dtype: DType? = maybe { _ in .float16 }
    return Port(
      name: maybe { $0.text() }, dimensions: maybe { $0.dimensions(extents) }, dtype: dtype,
      value: maybe { $0.data(2, extents, dtype) }, gradient: maybe { $0.data(2, extents, nil) },
      unknownFields: object("x-port"))
  }

  /// Numbers, names and question marks for the same axes.
  private mutating func dimensions(_ extents: [Int]) -> [Dimension] {
    extents.map { extent in
      [.extent(extent), .extent(extent), .name("n\(text())"), .unknown]
        .randomElement(using: &random) ?? .unknown
    }
  }

  private mutating func node(_ id: String, inputs: [String]) -> Node {
    let chosen = (0..<Int.random(in: 0...3, using: &random)).compactMap { _ in
      inputs.randomElement(using: &random)
    }
    let extents = (0..<Int.random(in: 0...3, using: &random)).map { _ in
      Int.random(in: 0...3, using: &random)
    }
    let dtype = maybe { (DType.computed + [.bfloat16]).randomElement(using: &$0.random) ?? .bool }
    let count = extents.reduce(1, *)
    let data = maybe { $0.data(count, extents, dtype) }
    let gradient = maybe { $0.data(count, extents, nil) }
    // Without a shape, nested arrays must say all of it.
    let needsShape = extents.dropLast().contains(0)
    var node = Node(
      id: id, op: "op_\(text())", inputs: chosen, label: maybe { $0.text() },
      scope: maybe { "outer/\($0.text())" },
      shape: needsShape ? extents : maybe { _ in extents }, dtype: dtype, value: data,
      gradient: gradient,
      local: maybe { random in
        chosen.map { _ in
          random.maybe {
            Bool.random(using: &$0.random) ? .number($0.number()) : .text("d \($0.text())")
          }
        }
      },
      attributes: object("axis"),
      role: maybe { Role.allCases.randomElement(using: &$0.random) ?? .data },
      ports: maybe { random in
        (0..<Int.random(in: 0...2, using: &random.random)).map { _ in random.port() }
      },
      unknownFields: object("x-node"))
    // A value without elements says its shape only by numbers.
    if !extents.contains(0), Bool.random(using: &random) { node.dimensions = dimensions(extents) }
    return node
  }

  private mutating func data(_ count: Int, _ shape: [Int], _ dtype: DType?) -> TensorData {
    guard Int.random(in: 0..<4, using: &random) > 0 else { return .summary(summary(count)) }
    let elements = (0..<count).map { _ in
      switch dtype {
      case .bool: Bool.random(using: &random) ? 1 : 0.0
      case .int64: Double(Int64.random(in: .min...Int64.max - 512, using: &random) & ~1023)
      default: number()
      }
    }
    return .elements(elements, shape: shape)
  }

  private mutating func summary(_ count: Int) -> TensorSummary {
    let histogram: Histogram? = maybe { _ in
      Histogram(edges: [-.infinity, -0x7E8p-1074, 0.1, 7], counts: [0, 3, count])
    }
    let statistics = Statistics(
      count: count, mean: number(), std: number(), min: number(), max: number(), norm: number(),
      zeros: count / 3, nan: count / 3, inf: count / 3,
      histogram: histogram)
    return TensorSummary(
      statistics, unknownFields: object("x-summary"),
      histogramFields: histogram == nil ? [:] : ["bin": .null],
      siblingFields: object("x-sibling"))
  }

  /// Any double: ordinary ones, all the edges, and random bits.
  mutating func number() -> Double {
    switch Int.random(in: 0..<6, using: &random) {
    case 0: Double.random(in: -1...1, using: &random)
    case 1: Double(Int.random(in: -1000...1000, using: &random))
    case 2:
      [
        0, -0.0, .nan, .infinity, -.infinity, 0x7E8p-1074, .leastNonzeroMagnitude,
        .greatestFiniteMagnitude, 0x1p53, 0x1p53 - 1, 0x1p63, -0x1p63, 1e21, 1e22, 1e23, 0.1,
      ].randomElement(using: &random) ?? 0
    case 3: Double.random(in: -1...1, using: &random) * 1e15
    default: Double(bitPattern: random.next())
    }
  }

  mutating func text() -> String {
    let letters: [Unicode.Scalar] = [
      "a", "Z", "0", " ", "\"", "\\", "/", "\0", "\n", "\t", "\u{1B}", "\u{7F}", "\u{85}", "é",
      "\u{2028}", "\u{202E}", "😀", "\u{10FFFF}", "{", "]", ",", ":", "<",
    ]
    var text = ""
    for _ in 0..<Int.random(in: 0...8, using: &random) {
      text.unicodeScalars.append(letters.randomElement(using: &random) ?? "a")
    }
    return text
  }

  private mutating func object(_ key: String) -> JSONObject {
    var object = JSONObject()
    for index in 0..<Int.random(in: 0...2, using: &random) {
      object["\(key) \(index)"] = [
        .null, .bool(true), .number("-0.10e+5"), .number("123456789012345678901234567890"),
        .string(text()), .array([.number("1.0"), .object(["k": .array([])])]), .object([:]),
      ].randomElement(using: &random)
    }
    return object
  }

  private mutating func maybe<Value>(_ make: (inout RandomGraph) -> Value) -> Value? {
    Bool.random(using: &random) ? make(&self) : nil
  }
}
