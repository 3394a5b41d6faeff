import Synchronization
import Testing
import VizAutodiff
import VizCapture
import VizTensor
import VizTrace

@testable import VizCheck

/// How much is computed, counted and not timed.
@Suite struct WorkTests {
  private final class Counter: Sendable {
    private let count = Mutex(0)

    func add() { count.withLock { $0 += 1 } }

    var total: Int { count.withLock { $0 } }
  }

  /// A chain of sines, whose numbers are multiplied by `factor`, and how often its rule was applied.
  private func work(length: Int, isWrong: (Int) -> Bool, leavesOnly: Bool = false) throws -> Int {
    let counter = Counter()
    let sine = Primitive<Double>(
      "sin", arity: 1,
      value: {
        counter.add()
        return $0[0].map(.sin)
      },
      vjp: { g, call, _ in
        counter.add()
        return try g * call.inputs[0].map(.cos)
      }, jvp: nil)
    let tape = Tape<Double>(primitives: [sine])
    var x = tape.input(0.8, named: "x")
    for _ in 0..<length { x = try tape.apply(sine, [x]) }
    var graph = try ComputationGraph(capturing: x)
    for (index, node) in graph.nodes.enumerated() {
      graph.nodes[index].local = nil
      guard isWrong(index), let value = node.value?.scalar, let gradient = node.gradient?.scalar
      else { continue }
      let factor = 1.5 + 0.1 * Double(index % 7)
      graph.nodes[index].value = .scalar(factor * value)
      graph.nodes[index].gradient = .scalar(factor * gradient + 1)
    }
    if leavesOnly { graph.forgetGradients() }
    let before = counter.total
    _ = try GraphCheck(graph, primitives: [sine])
    return counter.total - before
  }

  @Test(arguments: [0, 1, 2])
  func growsWithTheLengthOfAChain(_ kind: Int) throws {
    func work(_ length: Int) throws -> Int {
      switch kind {
      case 0: try self.work(length: length, isWrong: { _ in true })
      case 1: try self.work(length: length, isWrong: { $0.isMultiple(of: 3) })
      default: try self.work(length: length, isWrong: { $0 == 0 }, leavesOnly: true)
      }
    }
    let (short, long) = (try work(250), try work(1_000))
    #expect(long < 6 * short, "\(short) \(long)")
  }

  /// A rule that a program brings along is held against differences, and named alone.
  @Test func aCustomRuleIsNamedAlone() throws {
    let square = Primitive<Double>(
      "square_it", arity: 1, value: { try $0[0] * $0[0] },
      vjp: { g, call, _ in try g * call.inputs[0] }, jvp: nil)
    let cube = Primitive<Double>(
      "cube_it", arity: 1, value: { try $0[0] * $0[0] * $0[0] },
      vjp: { g, call, _ in try g * 3 * call.inputs[0] * call.inputs[0] }, jvp: nil)
    let tape = Tape<Double>(primitives: Primitive.all + [square, cube])
    let x = tape.input(Tensor([0.3, 0.7]), named: "x")
    let y = try tape.apply(square, [sin(x)])
    let z = try tape.apply(cube, [exp(x) * y])
    let graph = try ComputationGraph(capturing: sum(z))
    let check = try GraphCheck(graph, primitives: [square, cube])
    #expect(check.suspects == ["square_it1"], "\(check)")
    #expect(check.wrong == ["x"])
    // Without its rule nothing is known of it, and nobody is blamed.
    #expect(try GraphCheck(graph).suspects.isEmpty)
  }
}
