import VizAutodiff
import VizBase
import VizTensor
import VizTrace

/// A model on the way to its graph: each node becomes a card, and is computed on a tape where its
/// operands are known.
final class ModelRun {
  let model: ONNXModel
  let tape = Tape<Double>()
  private(set) var cards: [ModelCard] = []
  private(set) var positions: [Node.ID: Int] = [:]
  /// How often an id was wanted that another card had.
  private var repeats: [String: Int] = [:]
  /// The nodes that could not be computed, by operator, with a reason where there is one.
  private(set) var gaps: [String: (count: Int, reason: String?)] = [:]
  private var visited = 0
  private let described: [String: ModelInput]

  /// More nodes than this, with those of functions and loops each time, are refused.
  private static let mostNodes = 1_000_000
  /// Functions and subgraphs may stand so deep in one another.
  private static let mostLevels = 40
  /// How many numbers there are: those of the model and its inputs, and those that were computed.
  private(set) var numbers = (given: 0, computed: 0)
  /// How many elements the largest tensor has.
  private(set) var largest = 0

  /// Runs the model; `given` has the numbers of its inputs, as far as there are any, and `others` what is
  /// no tensor among them.
  init(
    _ model: ONNXModel, given: [String: Tensor<Double>], others: [String: SessionValue] = [:]
  ) throws {
    self.model = model
    described = Dictionary(
      (model.graph.valueInfo + model.graph.output).map { ($0.name, ModelInput($0)) }
    ) { first, _ in first }
    top = ModelScope(
      path: "", opsets: model.opsets, initializers: model.graph.initializer, parent: nil)
    numbers.given = given.values.reduce(0) { $0 + $1.shape.elementCount }
    largest = given.values.reduce(0) { max($0, $1.shape.elementCount) }
    for input in model.inputs { add(input, given[input.name], others[input.name]) }
    try run(model.graph.node, in: top, level: 0)
  }

  /// The names of the model's own graph.
  let top: ModelScope

  private func add(_ input: ModelInput, _ tensor: Tensor<Double>?, _ other: SessionValue?) {
    let type = input.type ?? .float
    let value =
      other.map { ModelValue($0, on: tape) }
      ?? tensor.map {
        ModelValue(variable: type.isFloating ? tape.input($0) : tape.constant($0), type: type)
      }
    let source = append(
      ModelCard(
        id: input.name, op: "input", inputs: [], role: .data,
        outputs: [
          ModelCard.Output(
            name: input.name, value: value, dtype: input.dtype, dimensions: input.dimensions)
        ]))
    top[input.name] = ModelScope.Entry(source: source, value: value)
  }

  // MARK: - Nodes

  func run(_ nodes: [ONNXNodeProto], in scope: ModelScope, level: Int) throws {
    guard level < Self.mostLevels else {
      throw ONNXError(.damaged, "its functions or graphs stand more than \(Self.mostLevels) deep")
    }
    for node in nodes {
      visited += 1
      guard visited <= Self.mostNodes else {
        throw ONNXError(.damaged, "it runs through more than \(Self.mostNodes) nodes")
      }
      let room = model.most(given: numbers.given) - numbers.computed
      try Shape.allowing(model.mostElements(largest: largest, room: room)) {
        try visit(node, in: scope, level: level)
      }
    }
  }

  private func visit(_ node: ONNXNodeProto, in scope: ModelScope, level: Int) throws {
    if let function = model.function(of: node) {
      try call(function, node, in: scope, level: level)
    } else if try !runGraphs(of: node, in: scope, level: level) {
      try compute(node, in: scope)
    }
  }

  /// Counts what was computed in another run for this one.
  func count(computed: Int) { numbers.computed += computed }

  /// The operands of a node; nil for those that are left out.
  func operands(_ node: ONNXNodeProto, in scope: ModelScope) throws -> [ModelScope.Entry?] {
    try node.input.map { name in
      if name.isEmpty { return nil }
      if let initializer = scope.initializer(name) { return try load(initializer) }
      guard let entry = scope[name] else {
        throw ONNXError(
          .damaged,
          "the node \(Self.name(node)) uses \(name.quoted()), which nothing before it computes")
      }
      return entry
    }
  }

  /// What a name of the model's own graph stands for at the end; nil for what is left out.
  func operand(_ name: String) throws -> ModelScope.Entry? {
    var asking = ONNXNodeProto()
    asking.input = [name]
    asking.name = "outputs"
    return try operands(asking, in: top).first ?? nil
  }

  private func load(
    _ initializer: (scope: ModelScope, tensor: ONNXTensorProto)
  ) throws -> ModelScope.Entry {
    let (scope, proto) = initializer
    var value: ModelValue?
    do {
      let read = try ModelTensor(proto, in: model.folder)
      numbers.given += read.tensor.shape.elementCount
      largest = max(largest, read.tensor.shape.elementCount)
      value = ModelValue(
        variable: read.type.isFloating ? tape.parameter(read.tensor) : tape.constant(read.tensor),
        type: read.type)
    } catch let error as ONNXError where error.kind == .unsupported {
      note("initializer", error.message)
    }
    let type = ElementType(rawValue: proto.dataType)
    let isParameter = type?.isFloating == true
    let source = append(
      ModelCard(
        id: proto.name, op: isParameter ? "parameter" : "constant",
        label: Self.shortName(proto.name),
        scope: Self.scope(of: proto.name, in: scope, isLeaf: true),
        inputs: [], role: isParameter ? .parameter : .constant, isGiven: true,
        outputs: [
          ModelCard.Output(
            name: proto.name, value: value, dtype: type?.dtype,
            dimensions: proto.dims.map { .extent(Int(clamping: $0)) })
        ]))
    let entry = ModelScope.Entry(source: source, value: value)
    scope[proto.name] = entry
    return entry
  }

  private func compute(_ node: ONNXNodeProto, in scope: ModelScope) throws {
    let operands = try operands(node, in: scope)
    let domain = ONNXModel.domain(node.domain)
    var values: [ModelValue]?
    let before = tape.nodes.count
    if let rule = OperatorTable.rule(domain: domain, name: node.opType) {
      if operands.allSatisfy({ $0 == nil || $0?.value != nil }) {
        let call = OperatorCall(
          node: node, inputs: operands.map { $0?.value }, opset: scope.opsets[domain] ?? 1,
          tape: tape, folder: model.folder)
        values = try named(node) {
          try expectRoom()
          return try rule(call)
        }
        for node in tape.nodes[before...] {
          numbers.computed += node.value.shape.elementCount
          largest = max(largest, node.value.shape.elementCount)
        }
        numbers.computed += (values ?? []).reduce(0) { $0 + $1.size }
      }
    } else {
      note(domain.isEmpty ? node.opType : "\(domain).\(node.opType)", nil)
    }
    add(node, operands, values, before, in: scope)
  }

  /// Throws where as much was computed as may be.
  func expectRoom() throws(ONNXError) {
    let most = model.most(given: numbers.given)
    guard numbers.computed < most else {
      throw ONNXError(
        .unsupported, "\(most) numbers were computed before it, and no more are kept")
    }
  }

  /// What a rule gives; nil where it does not compute this.
  func named(
    _ node: ONNXNodeProto, _ body: () throws -> [ModelValue]
  ) throws -> [ModelValue]? {
    do {
      return try body()
    } catch let error as any Problem {
      if let gap = Gap(error) {
        note(node.opType, gap.reason)
        return nil
      }
      throw Self.told(error, of: node)
    }
  }

  /// Notes that an operator is not computed.
  func note(_ name: String, _ reason: String?) {
    let old = gaps[name] ?? (0, reason)
    gaps[name] = (old.count + 1, old.reason ?? reason)
  }

  /// ``gaps`` in words: each operator, how often, and the reason.
  var gapWords: [String] {
    gaps.sorted { $0.key < $1.key }.map { name, gap in
      let often = gap.count > 1 ? " × \(gap.count)" : ""
      return name.escaped(limit: 60) + often + (gap.reason.map { " (\($0))" } ?? "")
    }
  }

  // MARK: - Cards

  /// The card of a node, and what its outputs stand for from here on.
  func add(
    _ node: ONNXNodeProto, _ operands: [ModelScope.Entry?], _ values: [ModelValue]?,
    _ before: Int, in scope: ModelScope
  ) {
    let known = operands.compactMap { $0 }
    let origin = Self.origin(of: node)
    var card = ModelCard(
      id: node.name.isEmpty ? node.output.first ?? node.opType : node.name,
      op: Self.op(node, isComputed: values != nil),
      label: origin?.function ?? Self.shortName(node.name),
      scope: origin.map { Self.scope($0.modules, in: scope) }
        ?? Self.scope(of: node.name, in: scope, isLeaf: false),
      inputs: known.map(\.source), attributes: Self.attributes(node),
      outputs: node.output.enumerated().map { index, name in
        let value = values.flatMap { $0.indices.contains(index) ? $0[index] : nil }
        let stated = scope.path.isEmpty ? described[name] : nil
        return ModelCard.Output(
          name: name, value: value, dtype: value?.type.dtype ?? stated?.dtype,
          dimensions: stated?.dimensions)
      })
    if node.opType == "Constant" {
      card.role = .constant
      card.isGiven = true
    } else if let values, values.count == 1, let result = values.first {
      describe(&card, result.variable, known, before)
    }
    let source = append(card)
    let several = node.output.count > 1
    for (index, output) in card.outputs.enumerated() where !output.name.isEmpty {
      scope[output.name] = ModelScope.Entry(
        source: several ? "\(source):\(index)" : source, value: output.value)
    }
  }

  /// Where a node came to one operation of the table, its card says so: what it was told, and the
  /// operands that the operation takes, so that it can be computed again.
  private func describe(
    _ card: inout ModelCard, _ result: Variable<Double>, _ operands: [ModelScope.Entry],
    _ before: Int
  ) {
    let steps = tape.nodes[before...].indices.filter { !tape.nodes[$0].inputs.isEmpty }
    guard steps == [result.index], case .primitive(let primitive) = tape.nodes[result.index].origin,
      Primitive<Double>.names.contains(primitive.name)
    else { return }
    let sources = tape.nodes[result.index].inputs.map { input in
      operands.first { $0.value?.variable.index == input }?.source
    }
    guard !sources.contains(nil) else { return }
    card.op = primitive.name
    card.inputs = sources.compactMap { $0 }
    card.attributes = [:]
    for (key, value) in primitive.attributes.sorted(by: { $0.key < $1.key }) {
      card.attributes[key] = value.json
    }
  }

  /// Appends a card under an id that no other has, and returns that.
  @discardableResult
  func append(_ card: ModelCard) -> Node.ID {
    var card = card
    let wanted = card.id.card == card.id ? card.id : card.id.replacing(":", with: ".")
    card.id = wanted
    // In a loop a name comes again at each turn: the count goes on where it was.
    var count = repeats[wanted] ?? 1
    while positions[card.id] != nil || card.id.isEmpty {
      count += 1
      card.id = "\(wanted)#\(count)"
    }
    if count > 1 { repeats[wanted] = count }
    positions[card.id] = cards.count
    cards.append(card)
    return card.id
  }
}
