import Testing

@testable import VizNeural

@Suite struct ThresholdNetworkTests {
  /// All 16 functions of two inputs and all 256 of three.
  @Test(arguments: [0, 1, 2, 3])
  func computesEveryFunction(_ inputs: Int) throws {
    let rows = 1 << inputs
    for function in 0..<(1 << rows) {
      let table = (0..<rows).map { function >> $0 & 1 == 1 }
      let net = try ThresholdNetwork(truthTable: table)
      for row in 0..<rows {
        let bits = (0..<inputs).map { row >> (inputs - 1 - $0) & 1 == 1 }
        #expect(net(bits) == [table[row]])
      }
    }
  }

  @Test func hasTheGates() {
    let both = [[false, false], [false, true], [true, false], [true, true]]
    #expect(both.map { ThresholdNetwork.Unit.and(2)($0) } == [false, false, false, true])
    #expect(both.map { ThresholdNetwork.Unit.or(2)($0) } == [false, true, true, true])
    #expect([[false], [true]].map { ThresholdNetwork.Unit.not($0) } == [true, false])
  }

  @Test func refusesWhatIsNoTable() {
    for rows in [0, 3, 6, 1 << 17] {
      #expect(throws: NeuralError.self) {
        try ThresholdNetwork(truthTable: Array(repeating: true, count: rows))
      }
    }
  }
}
