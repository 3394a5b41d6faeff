import VizBP

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A network of layers with ReLU between them, where its training starts, and what it sees.
struct Workload {
  var name: String
  /// The widths, from the input to the output.
  var sizes: [Int]
  /// A row for each example.
  var points: [[Double]]
  /// -1 or 1 for each example.
  var labels: [Double]
  var layers: [Layer] = []
  /// The part of the peer's time that ours should take.
  var aim: String

  struct Layer {
    /// A row for each input.
    var weights: [[Double]]
    var biases: [Double]
  }

  /// Two half circles that reach into each other.
  static func moons(aim: String) -> Workload {
    let count = 100
    var noise = Noise()
    var points: [[Double]] = []
    for number in 0..<count {
      let angle = Double.pi * Double(number / 2) / Double(count / 2 - 1)
      let (x, y) = (cos(angle), sin(angle))
      let point = number.isMultiple(of: 2) ? [x, y] : [1 - x, 0.5 - y]
      points.append(point.map { $0 + 0.1 * noise.next() })
    }
    return Workload(
      name: "moons 2-16-16-1, batch \(count)", sizes: [2, 16, 16, 1], points: points,
      labels: (0..<count).map { $0.isMultiple(of: 2) ? 1 : -1 }, aim: aim
    ).initialized()
  }

  /// Noise, with noise for labels.
  static func noise(_ sizes: [Int], batch: Int, aim: String) -> Workload {
    var noise = Noise()
    let points = (0..<batch).map { _ in (0..<sizes[0]).map { _ in noise.next() } }
    return Workload(
      name: sizes.map(String.init).joined(separator: "-") + ", batch \(batch)", sizes: sizes,
      points: points, labels: points.map { _ in noise.next() < 0 ? -1 : 1 }, aim: aim
    ).initialized()
  }

  /// With weights and biases drawn as PyTorch draws them.
  private func initialized() -> Workload {
    var noise = Noise()
    var result = self
    result.layers = zip(sizes, sizes.dropFirst()).map { inputs, outputs in
      let bound = 1 / Double(inputs).squareRoot()
      let row = { (0..<outputs).map { _ in bound * noise.next() } }
      return Layer(weights: (0..<inputs).map { _ in row() }, biases: row())
    }
    return result
  }

  /// As `peers/training.py` reads it.
  var bytes: [UInt8] {
    var numbers = points.flatMap { $0 } + labels
    for layer in layers { numbers += layer.weights.flatMap { $0 } + layer.biases }
    return numbers.withUnsafeBytes(Array.init)
  }

  /// Numbers between -1 and 1, the same every time.
  private struct Noise {
    private var generator = SplitMix64(seed: 1)
    mutating func next() -> Double { .random(in: -1...1, using: &generator) }
  }
}
