import RealModule
import Testing
import VizTensor

@Suite struct DualTests {
  typealias D = Dual<Double>

  /// Every rule against centred differences of the function's primal.
  @Test func functionsHaveTheirDerivatives() {
    let functions: [(String, @Sendable (D) -> D)] = [
      ("exp", D.exp), ("expMinusOne", D.expMinusOne), ("log", { .log($0) }),
      ("log1p", { .log(onePlus: $0) }),
      ("sin", D.sin), ("cos", D.cos), ("tan", D.tan), ("sinh", D.sinh), ("cosh", D.cosh),
      ("tanh", D.tanh), ("erfc", D.erfc), ("sqrt", { $0.squareRoot() }), ("abs", { $0.magnitude }),
      ("power", { .power($0, 2.5) }), ("exponent", { .power(1.5, $0) }),
      ("both", { .power($0, $0) }), ("quotient", { (1 + $0) / ($0 * $0) }),
      ("difference", { -$0 - 3 * $0 }),
    ]
    let (x, h) = (0.7, 1e-5)
    for (name, function) in functions {
      let tangent = function(D(primal: x, tangent: 2)).tangent
      let above = function(D(primal: x + h)).primal
      let below = function(D(primal: x - h)).primal
      #expect(abs(tangent - (above - below) / h) < 1e-8, Comment(rawValue: name))
    }
  }

  @Test func elementwiseFunctionsAgreeInThirdOrder() {
    // Dual numbers over dual numbers: the mixed tangent is the second derivative.
    let x = Dual(primal: D(primal: 0.3, tangent: 1), tangent: D(primal: 1))
    let third = Tensor(x).map(.tanhSlope).elements[0].tangent.tangent
    let t = Double.tanh(0.3)
    #expect(abs(third - (1 - t * t) * (6 * t * t - 2)) < 1e-14)
  }

  @Test func slopesOfSmoothFunctionsHaveNoKinkAndNoOverflow() {
    func slope(_ function: ElementwiseFunction, _ x: Double) -> Double {
      Tensor(D(primal: x, tangent: 1)).map(function).elements[0].tangent
    }
    #expect(slope(.softplus, 0) == 0.5 && slope(.softplus, -1000) == 0)
    #expect(slope(.sigmoidSlope, 0) == 0 && slope(.tanhSlope, 0) == 0)
    for x in [-1000.0, 1000] {
      #expect(slope(.tanhSlope, x) == 0 && slope(.sigmoidSlope, x) == 0)
      #expect(slope(.sigmoid, x) == 0 && slope(.tanh, x) == 0)
    }
  }

  @Test func whatStandsStillAddsNothing() {
    #expect(D(primal: 0).squareRoot().tangent == 0)
    #expect(D.power(D(primal: -3, tangent: 1), 2).tangent == -6)
    #expect((D(primal: .infinity) * D(primal: 0, tangent: 0)).tangent == 0)
    #expect(D.power(D(primal: 0, tangent: 1), 0).tangent == 0)
  }

  @Test func comparesByPrimal() {
    #expect(D(primal: 1, tangent: 5) == D(primal: 1) && D(primal: 1) < 2)
    #expect(!(D.nan <= 1) && !(D.nan >= 1) && !(D.nan > 1))
    #expect(!D(primal: 0, tangent: 1).isZero && D(primal: 0).isZero)
  }

  @Test func tensorsTakeTangentsApart() throws {
    let dual = try Tensor([1.0, 2]).dual(tangents: Tensor([3, 4]))
    #expect(dual.primals() == Tensor([1, 2]) && dual.tangents() == Tensor([3.0, 4]))
    #expect(Tensor([1.0]).dual().tangents() == Tensor([0.0]))
    #expect(throws: ShapeError.self) { try Tensor([1.0]).dual(tangents: 1) }
  }

  /// Products of whole matrices of primals and tangents are those of the numbers one by one.
  @Test(arguments: [(false, false), (true, false), (false, true), (true, true)])
  func matricesMultiplyAsTheirNumbersDo(_ transposesLeft: Bool, _ transposesRight: Bool) throws {
    var generator = SplitMix64(seed: 4)
    func random(_ rows: Int, _ columns: Int) throws -> Tensor<D> {
      let shape = try Shape([rows, columns])
      return try Tensor<Double>.randomNormal(shape, using: &generator)
        .dual(tangents: .randomNormal(shape, using: &generator))
    }
    let (m, k, n) = (7, 9, 5)
    let a = try random(transposesLeft ? k : m, transposesLeft ? m : k)
    let b = try random(transposesRight ? n : k, transposesRight ? k : n)
    func loops(_ a: Tensor<D>, _ b: Tensor<D>) -> [D] {
      var c = [D](repeating: 0, count: m * n)
      c.withUnsafeMutableBufferPointer { c in
        a.elements.withUnsafeBufferPointer { a in
          b.elements.withUnsafeBufferPointer { b in
            guard let a = a.baseAddress, let b = b.baseAddress, let c = c.baseAddress else {
              return
            }
            D.multiplyByLoops(
              m: m, k: k, n: n, MatrixOperand(elements: a, isTransposed: transposesLeft),
              MatrixOperand(elements: b, isTransposed: transposesRight), to: c)
          }
        }
      }
      return c
    }
    func product(_ a: Tensor<D>, _ b: Tensor<D>) throws -> [D] {
      try Tensor.matmul(a, b, transposingLeft: transposesLeft, transposingRight: transposesRight)
        .elements
    }
    for (found, exact) in zip(try product(a, b), loops(a, b)) {
      #expect(abs(found.primal - exact.primal) < 1e-12)
      #expect(abs(found.tangent - exact.tangent) < 1e-12)
    }
    // Beside an infinite number a tangent of 0 stays 0.
    let still = b.primals().dual()
    var elements = a.primals().dual().elements
    elements[0] = D(primal: .infinity)
    let infinite = try Tensor(elements, shape: a.shape)
    for (found, exact) in zip(try product(infinite, still), loops(infinite, still)) {
      #expect(found.tangent == 0 && exact.tangent == 0)
      #expect(found.primal == exact.primal || found.primal.isNaN && exact.primal.isNaN)
    }
  }
}
