import VizTensor

/// What layers in words may ask of the data that they are for.
struct LayerSurroundings {
  /// How many whole numbers inputs are of; nil where they are none.
  var vocabulary: Int?
  /// Whether an answer may only depend on what came before it.
  var isCausal: Bool
}

/// A kind of layer that files of settings can name: an entry each.
struct LayerKind: Sendable {
  /// What its words begin with.
  let name: String
  /// All of its words, for people: what may be left out in brackets.
  let usage: String
  let make: @Sendable (inout LayerWords, LayerSurroundings) throws -> any Layer

  private init(
    _ usage: String,
    _ make: @escaping @Sendable (inout LayerWords, LayerSurroundings) throws -> any Layer
  ) {
    name = usage.split(separator: " ").first.map(String.init) ?? usage
    self.usage = usage
    self.make = make
  }

  /// Every kind, in the order in which help lists them.
  static let all = units + functions + images + sequences + cells

  private static let units = [
    LayerKind("dense UNITS [ACTIVATION] [init=NAME] [no-bias]") { words, _ in
      Dense(
        try words.size("a number of units"), words.activation() ?? .identity,
        bias: !words.has("no-bias"),
        initializer: try words.choice(
          "init", from: Initializer.named.map { ($0.name, $0.initializer) }))
    },
    LayerKind("maxout UNITS [pieces=2]") { words, _ in
      Maxout(
        try words.size("a number of units"), pieces: try words.number("pieces", in: 2...64) ?? 2)
    },
    LayerKind("dropout SHARE") { words, _ in
      Dropout(try words.probability(standard: nil))
    },
    LayerKind("batch-norm") { _, _ in BatchNorm() },
    LayerKind("layer-norm") { _, _ in LayerNorm() },
    LayerKind("flatten") { _, _ in Flatten() },
    LayerKind("reshape EXTENT ...") { words, _ in Reshape(try words.sizes("an extent")) },
  ]

  /// The activations, each a layer of its own.
  private static let functions = Activation.named.map { entry in
    LayerKind(entry.name) { _, _ in entry.activation }
  }

  private static let images = [
    LayerKind("conv FILTERS [ACTIVATION] [kernel=3] [stride=1] [padding=N] [groups=1]") {
      words, _ in
      let filters = try words.size("a number of filters", in: 1...4096)
      let kernel = try words.number("kernel", in: 1...255) ?? 3
      let stride = try words.number("stride", in: 1...255) ?? 1
      // As large as what goes in, where steps are of 1 and the kernel has a middle.
      let padding = try words.number("padding", in: 0...255) ?? (kernel - 1) / 2
      return Conv2D(
        filters, kernel: Extent2D(kernel, kernel), words.activation() ?? .identity,
        strides: Extent2D(stride, stride), padding: Extent2D(padding, padding),
        groups: try words.number("groups", in: 1...4096) ?? 1)
    },
    LayerKind("residual-block FILTERS [stride=1]") { words, _ in
      ResidualBlock(
        try words.size("a number of filters", in: 1...4096),
        stride: try words.number("stride", in: 1...255) ?? 1)
    },
    LayerKind("max-pool [SIZE] [stride=SIZE]") { words, _ in
      let size = try words.size("a size", in: 1...255, standard: 2)
      let stride = try words.number("stride", in: 1...255) ?? size
      return MaxPool2D(Extent2D(size, size), strides: Extent2D(stride, stride))
    },
    LayerKind("avg-pool [SIZE] [stride=SIZE]") { words, _ in
      let size = try words.size("a size", in: 1...255, standard: 2)
      let stride = try words.number("stride", in: 1...255) ?? size
      return AvgPool2D(Extent2D(size, size), strides: Extent2D(stride, stride))
    },
    LayerKind("mean-over-pixels") { _, _ in MeanOverPixels() },
  ]

  private static let sequences = [
    LayerKind("embedding SIZE") { words, surroundings in
      guard let vocabulary = surroundings.vocabulary else {
        throw LayerRefusal(
          reason: "embedding looks up whole numbers, and the inputs are none",
          hint: "dense makes vectors of other numbers")
      }
      return Embedding(vocabulary, size: try words.size("a size"))
    },
    LayerKind("positions [learnt=STEPS]") { words, _ in
      Positions(try words.number("learnt").map { .learned($0) } ?? .sinusoidal)
    },
    LayerKind("attention [heads=4] [causal|both-ways]") { words, surroundings in
      MultiHeadAttention(
        heads: try words.number("heads", in: 1...64) ?? TrainingPlan.standardHeads,
        isCausal: words.isCausal(surroundings))
    },
    LayerKind(
      "transformer [ACTIVATION] [heads=4] [hidden=N] [dropout=0] [causal|both-ways]"
    ) { words, surroundings in
      TransformerBlock(
        heads: try words.number("heads", in: 1...64) ?? TrainingPlan.standardHeads,
        hidden: try words.number("hidden"), activation: words.activation() ?? .gelu,
        isCausal: words.isCausal(surroundings),
        dropout: try words.probability("dropout", standard: 0))
    },
    LayerKind("mean-over-steps") { _, _ in MeanOverSteps() },
  ]

  private static let cells = [
    LayerKind("rnn UNITS [ACTIVATION] [last] [truncation=N]") { words, _ in
      let units = try words.size("a number of units")
      return try words.recurrent(RNNCell(units, words.activation() ?? .tanh))
    },
    LayerKind("lstm UNITS [last] [truncation=N]") { words, _ in
      try words.recurrent(LSTMCell(words.size("a number of units")))
    },
    LayerKind("gru UNITS [last] [truncation=N]") { words, _ in
      try words.recurrent(GRUCell(words.size("a number of units")))
    },
    LayerKind(
      "ntm OUTPUTS [units=64] [locations=64] [width=16] [heads=1] [reach=1] [lstm] [last] "
        + "[truncation=N]"
    ) { words, _ in
      let outputs = try words.size("a number of outputs")
      let units = try words.number("units") ?? 64
      let heads = try words.number("heads", in: 1...64) ?? 1
      return try words.recurrent(
        NeuralTuringMachine(
          outputs: outputs, controller: words.has("lstm") ? .lstm(units) : .feedForward(units),
          locations: words.number("locations", in: 3...65536) ?? 64,
          width: words.number("width") ?? 16, readHeads: heads, writeHeads: heads,
          reach: words.number("reach", in: 0...1024) ?? 1))
    },
    LayerKind("encoder-decoder UNITS outputs=N steps=N [rnn|lstm|gru]") { words, _ in
      let units = try words.size("a number of units")
      guard let outputs = try words.number("outputs"), let steps = try words.number("steps") else {
        throw LayerRefusal(
          reason: "encoder-decoder: it needs outputs and steps",
          hint: "such as encoder-decoder 64 outputs=10 steps=8")
      }
      let kind = ["rnn", "gru", "lstm"].first { words.has($0) } ?? "lstm"
      func named(_ name: String) -> any Cell {
        switch kind {
        case "rnn": RNNCell(units, name: name)
        case "gru": GRUCell(units, name: name)
        default: LSTMCell(units, name: name)
        }
      }
      return EncoderDecoder(
        encoder: named("encoder"), decoder: named("decoder"), outputs: outputs, steps: steps)
    },
  ]
}

extension LayerWords {
  fileprivate mutating func recurrent(_ cell: some Cell) throws -> any Layer {
    Recurrent(
      [cell], output: has("last") ? .last : .every,
      truncation: try number("truncation", in: 1...1_000_000_000))
  }

  fileprivate mutating func isCausal(_ surroundings: LayerSurroundings) -> Bool {
    if has("causal") { return true }
    return has("both-ways") ? false : surroundings.isCausal
  }
}
