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
}
