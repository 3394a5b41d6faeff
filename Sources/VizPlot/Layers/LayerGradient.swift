import VizTrace

/// How large a layer's gradients are.
public struct LayerGradient: Sendable, Hashable {
  /// What the layer is called in the figure.
  public var name: String
  /// The mean of the magnitudes.
  public var mean: Double
  /// The largest magnitude.
  public var max: Double

  /// A layer by the mean and the largest magnitude of its gradients.
  public init(name: String, mean: Double, max: Double) {
    self.name = name
    self.mean = mean
    self.max = max
  }

  /// Of a layer's gradients themselves.
  public init(name: String, gradients: [Double]) {
    let magnitudes = gradients.map(\.magnitude)
    let sum = magnitudes.reduce(0, +)
    let hasNaN = magnitudes.contains(where: \.isNaN)
    self.init(
      name: name, mean: gradients.isEmpty ? .nan : sum / Double(gradients.count),
      max: hasNaN ? .nan : magnitudes.max() ?? .nan)
  }

  /// Whether its name is not that of a bias, a scale or a shift.
  var isWeight: Bool {
    let end = name.split { $0 == "/" || $0 == "." }.last ?? ""
    return !["b", "bias", "scale", "shift"].contains(end)
  }
}
