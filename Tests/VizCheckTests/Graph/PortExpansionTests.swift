import Testing
import VizBase
import VizCheck
import VizTrace

@Suite struct PortExpansionTests {
  /// f = a b, where an operation that vizbp has no rule for gives a and b.
  private func graph(gradients: [Double], product: Double = 6) -> ComputationGraph {
    let ports = zip([("a", 2.0), ("b", 3.0)], gradients).map {
      Port(name: $0.0, dtype: .float64, value: .scalar($0.1), gradient: .scalar($1))
    }
    return ComputationGraph(
      nodes: [
        Node(id: "x", op: "input", value: .scalar(1), gradient: .scalar(9)),
        Node(id: "s", op: "mystery", inputs: ["x"], ports: ports),
        Node(
          id: "f", op: "mul", inputs: ["s:0", "s:b"], dtype: .float64, value: .scalar(product),
          gradient: .scalar(1)),
      ], outputs: ["f"])
  }

  @Test func outputsAreCheckedByWhatTakesThem() throws {
    let check = try GraphCheck(graph(gradients: [3, 2]))
    #expect(check.isOK && check.nodes.map(\.id) == ["x", "s", "f"])
    #expect(check.nodes.map(\.status) == [.unchecked, .unchecked, .ok])
    #expect(check.nodes[1].gradientError == 0)
    #expect(check.nodes[1].reason == "the op mystery has no rule")
    #expect(check.nodes[0].reason == "its consumer s has the op mystery, which has no rule")
  }

  @Test func aWrongGradientOfAnOutputIsTheConsumersFault() throws {
    let check = try GraphCheck(graph(gradients: [3, -2]))
    #expect(check.suspects == ["f"])
    #expect(check.nodes[1].status == .wrong)
    #expect(check.nodes[1].reason == "s:1: it has the other sign")
    #expect(try GraphCheck(graph(gradients: [3, 2], product: 5)).suspects == ["f"])
  }

  /// Two outputs, one of which is made of the other: 3 Σ a + b, and a₀ + b.
  @Test func gradientsAreThoseOfTheSeeds() throws {
    func graph(_ seeds: [TensorData?]?, _ gradient: [Double]) -> ComputationGraph {
      ComputationGraph(
        nodes: [
          Node(
            id: "x", op: "input", value: .elements([1, 2], shape: [2]),
            gradient: .elements(gradient, shape: [2])),
          Node(id: "a", op: "mul", inputs: ["x", "x"], value: .elements([1, 4], shape: [2])),
          Node(id: "b", op: "sum", inputs: ["a"], value: .scalar(5)),
        ], outputs: ["a", "b"], seeds: seeds)
    }
    let seeds: [TensorData?] = [.scalar(3), nil]
    #expect(try GraphCheck(graph(seeds, [8, 16])).isOK)
    #expect(try !GraphCheck(graph(seeds, [8, 4])).isOK)
    #expect(try GraphCheck(graph([.elements([1, 0], shape: [2]), nil], [4, 4])).isOK)
  }

  /// Of `max` along an axis, PyTorch gives the places beside the values.
  @Test func theRuleOfAFirstOutputHolds() throws {
    func graph(_ gradient: [Double]) -> ComputationGraph {
      ComputationGraph(
        nodes: [
          Node(
            id: "x", op: "input", value: .elements([1, 4, 3], shape: [3]),
            gradient: .elements(gradient, shape: [3])),
          Node(
            id: "m", op: "max", inputs: ["x"],
            ports: [
              Port(value: .scalar(4), gradient: .scalar(8)),
              Port(name: "indices", dtype: .int64, value: .scalar(1)),
            ]),
          Node(id: "f", op: "mul", inputs: ["m", "m:0"], value: .scalar(16), gradient: .scalar(1)),
        ], outputs: ["f"])
    }
    let check = try GraphCheck(graph([0, 8, 0]))
    #expect(check.suspects == [] && check.nodes[0].gradientError == 0)
    #expect(check.nodes[1].valueError == 0)
    #expect(try GraphCheck(graph([0, 7, 0])).suspects == ["m"])
  }

  /// The parts of (1, 2, 3) by a sum of squares of the first and a product with the second.
  @Test func aSplitIsComputed() throws {
    func graph(_ gradient: [Double], part: [Double] = [1, 2]) -> ComputationGraph {
      ComputationGraph(
        nodes: [
          Node(
            id: "x", op: "input", value: .elements([1, 2, 3], shape: [3]),
            gradient: .elements(gradient, shape: [3])),
          Node(
            id: "s", op: "split", inputs: ["x"],
            attributes: ["split_size_or_sections": .number("2"), "dim": .number("0")],
            ports: [
              Port(value: .elements(part, shape: [2])), Port(value: .elements([3], shape: [1])),
            ]),
          Node(id: "p", op: "mul", inputs: ["s:0", "s:1"]),
          Node(id: "f", op: "sum", inputs: ["p"], value: .scalar(9), gradient: .scalar(1)),
        ], outputs: ["f"])
    }
    let check = try GraphCheck(graph([3, 3, 3]))
    // The product states no numbers of its own.
    #expect(check.isOK && check.nodes.allSatisfy { $0.status == .ok || $0.id == "p" })
    #expect(try GraphCheck(graph([3, 3, 2])).suspects == ["s"])
    #expect(try GraphCheck(graph([3, 3, 3], part: [1, 5])).suspects == ["s"])
  }

  /// Of a single part, its own shape stays, whether a port is listed or not.
  @Test func aSplitMayHaveOnePart() throws {
    let value = TensorData.elements([1, 2], shape: [2, 1])
    for ports in [nil, [Port(value: value)]] as [[Port]?] {
      let graph = ComputationGraph(
        nodes: [
          Node(
            id: "x", op: "input", value: value, gradient: .elements([1, 1], shape: [2, 1])),
          Node(
            id: "s", op: "chunk", inputs: ["x"], value: ports == nil ? value : nil,
            attributes: ["chunks": .number("1")], ports: ports),
          Node(id: "f", op: "sum", inputs: ["s"], value: .scalar(3), gradient: .scalar(1)),
        ], outputs: ["f"])
      let check = try GraphCheck(graph)
      #expect(check.isOK && check.nodes.allSatisfy { $0.status == .ok }, "\(check.nodes)")
    }
  }

  /// No gradient goes to the row of the padding, although the output depends on it.
  @Test func theRowOfAPaddingStandsStill() throws {
    func graph(_ gradient: [Double]) -> ComputationGraph {
      ComputationGraph(
        nodes: [
          Node(id: "i", op: "input", value: .elements([1, 0, 1], shape: [3]), role: .data),
          Node(
            id: "w", op: "parameter", value: .elements([2, 3, 4, 5], shape: [2, 2]),
            gradient: .elements(gradient, shape: [2, 2])),
          Node(
            id: "e", op: "embedding", inputs: ["i", "w"],
            value: .elements([4, 5, 2, 3, 4, 5], shape: [3, 2]),
            gradient: .elements([1, 1, 1, 1, 1, 1], shape: [3, 2]),
            attributes: ["padding_idx": .number("0")]),
          Node(id: "f", op: "sum", inputs: ["e"], value: .scalar(23), gradient: .scalar(1)),
        ], outputs: ["f"])
    }
    #expect(try GraphCheck(graph([0, 0, 2, 2])).isOK)
    #expect(try GraphCheck(graph([1, 1, 2, 2])).suspects == ["e"])
  }
}
