import Foundation
public import VizTensor

/// A data set that is drawn from a formula: as many examples as wanted, the same for the same seed.
public enum SyntheticDataset: String, Sendable, CaseIterable {
  /// Two half circles that reach into each other.
  case moons
  /// A circle within a circle.
  case circles
  /// The square from -1 to 1; class 1 where exactly one coordinate is positive.
  case xor
  /// Arms that wind around the origin, one a class.
  case spiral
  /// Clouds around centres on a circle, one a class.
  case blobs
  /// Two classes that a line separates, with a gap between them.
  case linear
  /// Regression: the sine of one number from -π to π.
  case sine
  /// Four by four squares of two classes in turn.
  case checkerboard

  /// The standard deviation of what is added, unless another is asked for.
  public var standardNoise: Double {
    switch self {
    case .moons, .sine: 0.1
    case .circles: 0.05
    case .spiral: 0.15
    case .blobs: 0.2
    case .xor, .linear, .checkerboard: 0
    }
  }

  /// How many classes there are unless others are asked for; nil for regression.
  public var standardClasses: Int? {
    switch self {
    case .sine: nil
    case .spiral, .blobs: 3
    case .moons, .circles, .xor, .linear, .checkerboard: 2
    }
  }

  /// Whether another number of classes may be asked for: for `spiral` and `blobs` alone.
  public var canHaveOtherClasses: Bool { self == .spiral || self == .blobs }

  /// The most examples that are drawn.
  public static let mostExamples = 1_000_000

  /// Draws the data set; throws ``NeuralError`` where a number is out of range.
  ///
  /// - Parameters:
  ///   - examples: How many, of all classes together.
  ///   - classes: How many classes, for `spiral` and `blobs`; nil for 3.
  ///   - noise: The standard deviation of what is added; nil for the data set's own.
  ///   - seed: What it is drawn from.
  ///   - type: The type of its numbers.
  public func make<Scalar: TensorScalar>(
    examples: Int = 600, classes: Int? = nil, noise: Double? = nil, seed: UInt64,
    as type: Scalar.Type = Scalar.self
  ) throws -> Dataset<Scalar> {
    guard 2...Self.mostExamples ~= examples else {
      throw NeuralError.configuration(
        key: "examples", reason: "\(examples) is out of range",
        hint: "there can be 2 to \(Self.mostExamples)")
    }
    let noise = noise ?? standardNoise
    guard noise >= 0, noise.isFinite else {
      throw NeuralError.configuration(
        key: "noise", reason: "\(noise) is no standard deviation", hint: "it is 0 or more")
    }
    if let classes, classes != standardClasses {
      guard canHaveOtherClasses else {
        throw NeuralError.configuration(
          key: "classes", reason: "\(rawValue) has \(standardClasses.map { "\($0)" } ?? "none")",
          hint: "spiral and blobs take any number")
      }
      guard 2...100 ~= classes else {
        throw NeuralError.configuration(
          key: "classes", reason: "\(classes) is out of range", hint: "there can be 2 to 100")
      }
    }
    var draw = Draw(
      generator: SplitMix64(seed: seed, for: Purpose.dataset.rawValue), noise: noise)
    if self == .sine { return try sine(examples, &draw) }
    let classes = classes ?? standardClasses ?? 2
    var points: [Scalar] = []
    var labels: [Int] = []
    for example in 0..<examples {
      let label = example % classes
      let point = point(label, of: classes, at: example / classes, of: examples / classes, &draw)
      points += [Scalar(point.x), Scalar(point.y)]
      labels.append(point.label)
    }
    return try Dataset(
      name: rawValue, inputs: Tensor(points, shape: Shape([examples, 2])),
      targets: .labels(labels), classes: (0..<classes).map(String.init), features: ["x0", "x1"])
  }

  private func sine<Scalar>(_ examples: Int, _ draw: inout Draw) throws -> Dataset<Scalar> {
    var inputs: [Scalar] = []
    var values: [Scalar] = []
    for _ in 0..<examples {
      let x = draw.even(-.pi, .pi)
      inputs.append(Scalar(x))
      values.append(Scalar(sin(x) + draw.disturbance()))
    }
    let shape = try Shape([examples, 1])
    return try Dataset(
      name: rawValue, inputs: Tensor(inputs, shape: shape),
      targets: .values(Tensor(values, shape: shape)), features: ["x"])
  }

  /// The example number `position` of `count` in a class; where the place decides the class,
  /// another class than the one asked for.
  private func point(
    _ label: Int, of classes: Int, at position: Int, of count: Int, _ draw: inout Draw
  ) -> (x: Double, y: Double, label: Int) {
    let share = count > 1 ? min(Double(position) / Double(count - 1), 1) : 0
    var (x, y, label) = (0.0, 0.0, label)
    switch self {
    case .moons:
      let angle = Double.pi * share
      (x, y) = label == 0 ? (cos(angle), sin(angle)) : (1 - cos(angle), 0.5 - sin(angle))
    case .circles:
      let (angle, radius) = (2 * Double.pi * share, label == 0 ? 1 : 0.5)
      (x, y) = (radius * cos(angle), radius * sin(angle))
    case .spiral:
      // The noise is of the angle, so that the arms stay apart near the origin, where none begins.
      let radius = Double(position + 1) / Double(max(count, position + 1))
      let angle =
        4 * radius + 2 * Double.pi * Double(label) / Double(classes) + draw.disturbance()
      return (radius * sin(angle), radius * cos(angle), label)
    case .blobs:
      let angle = 2 * Double.pi * Double(label) / Double(classes)
      (x, y) = (cos(angle), sin(angle))
    case .xor:
      (x, y) = (draw.even(-1, 1), draw.even(-1, 1))
      label = (x > 0) == (y > 0) ? 0 : 1
    case .linear:
      // The line x + 2 y = 0.25, and the point on the side of its class.
      repeat { (x, y) = (draw.even(-1, 1), draw.even(-1, 1)) } while abs(x + 2 * y - 0.25) < 0.25
      label = x + 2 * y > 0.25 ? 1 : 0
    case .checkerboard:
      (x, y) = (draw.even(-1, 1), draw.even(-1, 1))
      // In range: t is from −1 to 1.
      let square = { (t: Double) in Int((2 * t).rounded(.down)) + 2 }
      label = (square(x) + square(y)) % 2
    case .sine: break
    }
    return (x + draw.disturbance(), y + draw.disturbance(), label)
  }

  private struct Draw {
    var generator: SplitMix64
    let noise: Double

    mutating func even(_ low: Double, _ high: Double) -> Double {
      low + (high - low) * generator.fraction()
    }

    mutating func disturbance() -> Double { noise > 0 ? noise * generator.normals().0 : 0 }
  }
}
