import Testing
import VizTensor

@Suite struct ElementwiseOperationTests {
  func value(_ operation: ElementwiseOperation, _ a: Double, _ b: Double) throws -> Double {
    try Tensor.apply(operation, Tensor(a), Tensor(b)).elements[0]
  }

  @Test func powersFollowIEEE() throws {
    #expect(try value(.pow, -2, 3) == -8)
    #expect(try value(.pow, 0, 0) == 1)
    #expect(try value(.pow, -2, 0.5).isNaN)
    #expect(try value(.pow, 0, -1) == .infinity)
  }

  @Test func powerSlopesAtTheEdges() throws {
    #expect(try value(.powSlopeInBase, 0, 2) == 0)
    #expect(try value(.powSlopeInBase, 0, 1) == 1)
    #expect(try value(.powSlopeInBase, 0, 0) == 0)
    #expect(try value(.powSlopeInBase, -3, 2) == -6)
    #expect(try value(.powSlopeInExponent, 0, 2) == 0)
    #expect(try value(.powSlopeInExponent, 0, 0) == 0)
    #expect(try value(.powSlopeInExponent, -3, 2).isNaN)
  }

  @Test func tiesGoToTheFirst() throws {
    #expect(try value(.maximumIsFirst, 2, 2) == 1)
    #expect(try value(.minimumIsFirst, 2, 2) == 1)
    #expect(try value(.maximumIsFirst, 1, 2) == 0)
    #expect(try value(.maximum, .nan, 2).isNaN)
    #expect(try value(.maximum, 2, .nan).isNaN)
    #expect(try value(.minimum, 2, .nan).isNaN)
  }

  @Test func rectifiersBendAtZero() throws {
    let x = Tensor<Double>([-1000, -1, 0, 2, .nan])
    func agree(_ operation: ElementwiseOperation, _ y: Double, _ values: [Double]) throws -> Bool {
      zip(try Tensor.apply(operation, x, Tensor(y)).elements, values).allSatisfy {
        abs($0 - $1) < 1e-15 || ($0.isNaN && $1.isNaN)
      }
    }
    #expect(try agree(.leakyReLU, 0.1, [-100, -0.1, 0, 2, .nan]))
    #expect(try agree(.leakyReLUSlope, 0.1, [0.1, 0.1, 0.1, 1, .nan]))
    #expect(try agree(.elu, 2, [-2, -1.264241117657115, 0, 2, .nan]))
    #expect(try agree(.eluSlope, 2, [0, 0.7357588823428847, 2, 1, .nan]))
  }
}
