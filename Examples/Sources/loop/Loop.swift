import Foundation
import VizBP

/// A network of one hidden layer, as a struct with named leaves.
struct Net: ParameterStruct {
  var hidden: Tensor<Double>
  var hiddenBias: Tensor<Double>
  var output: Tensor<Double>
  var outputBias: Tensor<Double> = .zeros([1])

  static var leaves: Leaves {
    [
      "hidden/W": \.hidden, "hidden/b": \.hiddenBias, "output/W": \.output,
      "output/b": \.outputBias,
    ]
  }

  init(units: Int, seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    func draw(_ shape: Shape) throws -> Tensor<Double> {
      try Tensor(
        (0..<shape.elementCount).map { _ in .random(in: -1...1, using: &random) }, shape: shape)
    }
    hidden = try draw([2, units])
    hiddenBias = .zeros([units])
    output = try draw([units, 1])
  }

  /// The scores of rows of points, on a tape.
  static func scores(
    _ x: Variable<Double>, _ w: ParameterLeaves<Net>
  ) throws -> Variable<Double> {
    let h = try tanh(matmul(x, w.hidden) + w.hiddenBias)
    return try matmul(h, w.output) + w.outputBias
  }
}

/// Records a training loop of one's own: XOR, with its decision boundary, and a report of it.
@main
enum Loop {
  static func main() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "vizbp-loop-\(ProcessInfo.processInfo.processIdentifier)"
    ).path
    defer { try? FileManager.default.removeItem(atPath: folder) }

    let points = try Tensor<Double>([-1, -1, -1, 1, 1, -1, 1, 1], shape: [4, 2])
    let classes = try Tensor<Double>([0, 1, 1, 0], shape: [4, 1])
    var net = try Net(units: 8, seed: 7)
    let adam = ParameterOptimizer<Double>(.adam(), learningRate: 0.05)

    try Run.record(folder, settings: ["optimizer": "adam", "learning_rate": 0.05], seed: 7) { run in
      for step in 0..<200 {
        let tape = Tape<Double>()
        let w = tape.parameters(net)
        let p = try sigmoid(Net.scores(tape.input(points, named: "x"), w))
        let loss = try mse(p, tape.input(classes, named: "y")).named("loss")
        let gradients = try tape.gradient(of: loss)

        run.step(loss, gradients)
        try adam.step(&net, gradients)
        if step % 50 == 49 {
          try run.boundary(x: -2...2, y: -2...2, side: 24) { x, y in
            let tape = Tape<Double>()
            let score = try Net.scores(
              tape.input(Tensor([x, y], shape: [1, 2])), tape.parameters(net))
            return [1 / (1 + exp(-score.value.elements[0]))]
          }
        }
      }
    }

    let directory = RunDirectory(folder)
    let report = try await Report(RunHistory(directory))
    try report.write(to: folder + "/report.html")

    // The rest is for the check that runs the examples.
    let losses = try directory.log().metric("loss")?.values ?? []
    guard losses.count == 200, let last = losses.last, last < 0.01 else {
      throw Unexpected(what: "a training that ends at \(losses.last ?? .nan)")
    }
    guard try directory.state() == .finished, try directory.boundary().fields.count == 4,
      let ratio = try directory.log().nodes(at: 199).first(where: { $0.node == "hidden/W" })?
        .updateRatio, ratio > 0
    else { throw Unexpected(what: "a run without its state, boundary or updates") }
    print("loop: \(losses.count) steps, loss \(last)")
  }
}

struct Unexpected: Error {
  var what: String
}
