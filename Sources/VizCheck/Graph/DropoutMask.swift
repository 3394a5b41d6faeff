import VizAutodiff
import VizBase
import VizTensor
import VizTrace

/// What a dropout kept, which is drawn anew in each step and so read off the numbers of a file.
struct DropoutMask {
  /// 0 where an element was dropped, and `1 / (1 - p)` elsewhere.
  private(set) var factors: Tensor<Double>
  /// Where the value does not tell, as that of 0; taken for kept until the gradient tells.
  let undecided: [Int]

  /// Nil for another op, for a node without numbers, and where `p` leaves nothing to be drawn.
  init?(of node: Node, input: Tensor<Double>?, value: Tensor<Double>?) {
    guard node.op == "dropout", let input, let value, input.shape == value.shape,
      let p = Self.probability(of: node), p > 0, p < 1,
      let factors = try? Tensor.zip(
        input, value, for: node.op,
        { x, y in
          // 0 times infinity is NaN.
          (y == 0 && x != 0) || (y.isNaN && x.isInfinite) ? 0 : 1 / (1 - p)
        })
    else { return nil }
    self.factors = factors
    undecided = input.elements.indices.filter {
      input.elements[$0] == 0 || input.elements[$0].isNaN
    }
  }

  private static func probability(of node: Node) -> Double? {
    switch node.attributes["p"].map(Attribute.init) {
    case nil: 0.5
    case .double(let p): p
    case .int(let p): Double(p)
    default: nil
    }
  }

  /// Dropout with this mask.
  func rule<Scalar: TensorScalar>() -> Primitive<Scalar> {
    let factors = factors.converted(to: Scalar.self)
    return Primitive(
      "dropout", arity: 1, value: { try $0[0] * factors }, vjp: { g, _, _ in try g * factors },
      jvp: { t, _ in try t[0].map { try $0 * factors } })
  }

  /// Drops some elements of ``undecided``.
  mutating func drop(_ dropped: Set<Int>) {
    var elements = factors.elements
    for index in undecided where dropped.contains(index) { elements[index] = 0 }
    factors = (try? Tensor(elements, shape: factors.shape)) ?? factors
  }
}
