import VizBase

/// What a list of layers in words may begin with: what is made of the layers after it.
enum LayerGroup: String, CaseIterable {
  /// The layers one after the other, and what went into them added to what comes out.
  case residual
  /// The layers for both of a pair, and how far apart what they make of it is.
  case siamese

  func make(_ body: [any Layer]) -> any Layer {
    switch self {
    case .residual: Residual(Sequential(body))
    case .siamese: Siamese(Sequential(body))
    }
  }
}

extension LayerDescription {
  /// How each layer is written: what may be left out in brackets, activations as one.
  public static let usages: [String] = {
    let functions = Set(Activation.named.map(\.name))
    return LayerKind.all.map(\.usage).filter { !functions.contains($0) }
      + [Activation.named.map(\.name).joined(separator: ", ")]
  }()

  /// What a list may begin with.
  public static let groups = LayerGroup.allCases.map(\.rawValue)

  /// What the list begins with; nil for a single layer, or a list that begins otherwise.
  var group: LayerGroup? {
    guard case .group(let parts) = self, case .layer(let name)? = parts.first else { return nil }
    return LayerGroup(rawValue: name)
  }

  /// The layer; throws ``NeuralError`` with the place in the network where it is none.
  ///
  /// - Parameters:
  ///   - location: Where it is in the network, and in each list of it, counted from 1.
  ///   - surroundings: What it may ask of the data.
  func layer(at location: [Int], _ surroundings: LayerSurroundings) throws -> any Layer {
    switch self {
    case .layer(let text):
      do { return try Self.layer(text, surroundings) } catch let refusal as LayerRefusal {
        throw Self.error(at: location, refusal)
      }
    case .group(let parts):
      guard let group else {
        let names = LayerGroup.allCases.map(\.rawValue)
        var reason = "a list of layers begins with what is made of them"
        if case .layer(let word)? = parts.first { reason += ", not \(word.quoted(limit: 30))" }
        throw Self.error(
          at: location,
          LayerRefusal(reason: reason, hint: "there are \(names.joined(separator: " and "))"))
      }
      guard parts.count > 1 else {
        throw Self.error(
          at: location,
          LayerRefusal(
            reason: "\(group.rawValue) has no layers",
            hint: "such as [\"\(group.rawValue)\", \"dense 16 tanh\"]"))
      }
      return group.make(
        try parts.enumerated().dropFirst().map { index, part in
          try part.layer(at: location + [index + 1], surroundings)
        })
    }
  }

  private static func layer(
    _ text: String, _ surroundings: LayerSurroundings
  ) throws -> any Layer {
    guard var words = LayerWords(text) else {
      throw LayerRefusal(reason: "a layer has a name", hint: "such as dense 16 tanh")
    }
    guard let kind = LayerKind.all.first(where: { $0.name == words.kind }) else {
      let names = LayerKind.all.map(\.name)
      let nearest = words.kind.nearest(among: names).map { "did you mean \($0)?" }
      throw LayerRefusal(
        reason: "there is no layer \(words.kind.quoted(limit: 30))",
        hint: nearest ?? "there are \(names.joined(separator: ", "))")
    }
    let layer = try kind.make(&words, surroundings)
    try words.end()
    return layer
  }

  static func error(at location: [Int], _ refusal: LayerRefusal) -> NeuralError {
    .configuration(
      key: LayerLocation(location).key, reason: refusal.reason, hint: refusal.hint)
  }
}

/// Where a layer stands in the network of a configuration, as keys of errors say it.
package struct LayerLocation: Sendable, Hashable {
  /// Its index in the network, and in each list of it, counted from 1.
  package let path: [Int]

  init(_ path: [Int]) { self.path = path }

  /// The place that an error's key names; nil for a key of another kind.
  package init?(key: String) {
    let prefix = TrainingConfiguration.CodingKeys.network.rawValue + " "
    guard key.hasPrefix(prefix) else { return nil }
    let path = key.dropFirst(prefix.count).split(separator: ".").map { Int($0) }
    guard !path.contains(nil) else { return nil }
    self.init(path.compactMap { $0 })
  }

  var key: String {
    "\(TrainingConfiguration.CodingKeys.network.rawValue) "
      + path.map(String.init).joined(separator: ".")
  }
}
