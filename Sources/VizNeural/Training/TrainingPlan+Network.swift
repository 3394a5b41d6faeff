public import VizTensor

// What the plan builds.
extension TrainingPlan {
  /// A network of the planned layers for `data`.
  public func network<Scalar: TensorScalar>(for data: Dataset<Scalar>) throws -> Network<Scalar> {
    try Network(
      Sequential(layers(for: data)), inputShape: data.inputShape, seed: configuration.seed,
      initializer: initializer)
  }

  private func layers<Scalar: TensorScalar>(for data: Dataset<Scalar>) throws -> [any Layer] {
    if model == .composed { return try composed(for: data) }
    if model.goesOverSteps { return try sequenceLayers(for: data) }
    let output = Dense(data.outputs(for: loss(for: data)))
    guard model == .siamese else { return try tower(data.inputShape, data.name) + [output] }
    let tower = try tower(Array(data.inputShape.dropFirst()), data.name)
    return [Siamese(Sequential(tower)), output]
  }

  // MARK: - Of examples without steps

  /// Convolutions, if there are any, and hidden layers, for examples of `shape`.
  private func tower(_ shape: [Int], _ name: String) throws -> [any Layer] {
    let c = configuration
    var layers: [any Layer] = []
    let normalization: (any Layer)? =
      switch c.norm {
      case "batch": BatchNorm()
      case "layer": LayerNorm()
      default: nil
      }
    if !c.conv.isEmpty {
      guard shape.count == 3 else {
        throw NeuralError.configuration(
          key: model == .cnn || model == .resnet ? "model" : "conv",
          reason: "\(name) has no images", hint: "leave it out")
      }
      layers += model == .resnet ? residuals : convolutions
    }
    if shape.count > 1, model != .resnet { layers.append(Flatten()) }
    for units in c.layers {
      switch (activation, normalization) {
      case (nil, _):
        layers.append(Maxout(units, pieces: c.pieces))
        if let normalization { layers.append(normalization) }
      case (let activation?, let normalization?):
        layers += [
          Dense(units, initializer: initializer ?? activation.initializer), normalization,
          activation,
        ]
      case (let activation?, nil): layers.append(Dense(units, activation))
      }
      if c.dropout > 0 { layers.append(Dropout(c.dropout)) }
    }
    return layers
  }

  private var convolutions: [any Layer] {
    let function = activation ?? .relu
    return configuration.conv.flatMap { filters -> [any Layer] in
      guard configuration.norm == "batch" else {
        return [Conv2D(filters, kernel: 3, function, padding: 1), MaxPool2D(2)]
      }
      // By channels, before the function.
      return [
        Conv2D(filters, kernel: 3, padding: 1, initializer: function.initializer), BatchNorm(),
        function, MaxPool2D(2),
      ]
    }
  }

  /// A convolution, and a block for each number of channels; each but the first halves the images.
  private var residuals: [any Layer] {
    let filters = configuration.conv
    let stem: [any Layer] = [
      Conv2D(filters[0], kernel: 3, padding: 1, initializer: .heNormal), BatchNorm(),
      Activation.relu,
    ]
    let blocks = filters.enumerated().map { ResidualBlock($1, stride: $0 == 0 ? 1 : 2) }
    return stem + blocks + [MeanOverPixels()]
  }

  // MARK: - Of sequences

  private func sequenceLayers<Scalar: TensorScalar>(
    for data: Dataset<Scalar>
  ) throws -> [any Layer] {
    let c = configuration
    var task: SequenceTask?
    if case .task(let drawn) = source { task = drawn }
    let answersSteps = task?.answersSteps ?? true
    let outputs = data.outputs(for: loss(for: data)) / (answersSteps ? data.inputShape[0] : 1)
    var layers: [any Layer] = []
    if task?.isMasked == true { layers.append(MaskedSequences()) }
    if task?.hasNumbers ?? true {
      layers.append(Embedding(data.classes.count, size: c.layers[0]))
    }
    let output = answersSteps ? Recurrent.Output.every : .last
    func recurrent(_ cells: [any Cell]) -> Recurrent {
      Recurrent(cells, output: output, truncation: c.truncation)
    }
    switch model {
    case .rnn:
      layers.append(recurrent(c.layers.map { RNNCell($0, activation ?? .tanh) }))
    case .lstm: layers.append(recurrent(c.layers.map { LSTMCell($0) }))
    case .gru: layers.append(recurrent(c.layers.map { GRUCell($0) }))
    case .ntm: return layers + [recurrent([machine(outputs)])]
    case .transformer:
      if task?.hasNumbers == false { layers.append(Dense(c.layers[0])) }
      layers.append(Positions())
      for _ in c.layers {
        layers.append(
          TransformerBlock(
            heads: c.heads ?? Self.standardHeads, isCausal: task?.isCausal ?? true,
            dropout: c.dropout))
      }
      layers.append(LayerNorm())
      if !answersSteps { layers.append(MeanOverSteps()) }
    case .mlp, .cnn, .resnet, .siamese, .composed: break
    }
    if c.dropout > 0, model != .transformer { layers.append(Dropout(c.dropout)) }
    return layers + [Dense(outputs)]
  }

  private func machine(_ outputs: Int) -> NeuralTuringMachine {
    let (units, memory) = (configuration.layers[0], configuration.memory ?? [64, 16])
    let heads = configuration.heads ?? 1
    return NeuralTuringMachine(
      outputs: outputs,
      controller: configuration.controller == "lstm" ? .lstm(units) : .feedForward(units),
      locations: memory[0], width: memory[1], readHeads: heads, writeHeads: heads)
  }

  /// Two sequences as long as the longest that are learnt from; nil for data that are not drawn, or
  /// have no steps.
  public func longest<Scalar: TensorScalar>(as type: Scalar.Type) throws -> Dataset<Scalar>? {
    guard case .task(let task) = source else { return nil }
    return try task.make(
      examples: 2, length: configuration.length, width: configuration.width, isExact: true,
      seed: configuration.seed &+ 2)
  }

  /// Sequences twice as long as the longest that are learnt from, to see what was understood of the
  /// task; nil for data that are not drawn, or have no steps.
  public func longer<Scalar: TensorScalar>(
    as type: Scalar.Type
  ) throws -> (length: Int, data: Dataset<Scalar>)? {
    guard case .task(let task) = source else { return nil }
    let length = 2 * (configuration.length ?? task.standardLength)
    guard length <= SequenceTask.mostSteps else { return nil }
    let data: Dataset<Scalar> = try task.make(
      examples: 64, length: length, width: configuration.width, isExact: true,
      seed: configuration.seed &+ 1)
    return (length, data)
  }
}
