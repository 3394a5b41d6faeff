import VizBP
import _Differentiation

/// A neuron whose derivative the compiler makes.
@differentiable(reverse)
func neuron(_ w: Traced<Double>, _ x: Traced<Double>, _ b: Traced<Double>) -> Traced<Double> {
  let s = w * x + b
  return s.squashed() * s
}

/// Looks at Swift's own derivatives: an instrumented number records what they run, vizbp draws it and
/// recomputes it, and the check compares both.
@main
enum SwiftDerivatives {
  static func main() async throws {
    let recording = Recording()
    let w = Traced(0.5, named: "w", in: recording)
    let x = Traced(-1.5, named: "x", in: recording)
    let b = Traced(0.25, named: "b", in: recording)
    let (value, pullback) = valueWithPullback(at: w, x, b, of: neuron)
    let (dw, dx, db) = pullback(1)

    let graph = recording.finished(value, [(w, dw), (x, dx), (b, db)])
    let check = try GraphCheck(graph)
    let picture = try await Diagram(graph).picture

    // The rest is for the check that runs the examples.
    guard check.isOK, check.nodes.allSatisfy({ $0.status == .ok }) else {
      throw Unexpected(what: "a disagreement at \(check.suspects)")
    }
    guard let gradient = graph.nodes.first(where: { $0.id == "add4" })?.gradient?.scalar,
      abs(gradient - db) < 1e-15, try picture.svg().contains("tanh")
    else { throw Unexpected(what: "a graph without its gradients") }
    print("differentiable: ∂f/∂w = \(dw), as vizbp has it")
  }
}

struct Unexpected: Error {
  var what: String
}
