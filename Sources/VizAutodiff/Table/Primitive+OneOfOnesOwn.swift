public import VizBase
import VizTensor

// Shorthands for operations of one's own: of a function of numbers both modes follow from its slope,
// and of a composition from its parts.
extension Primitive {
  /// A function of one number, applied to every element, by its value and its slope, for which Foundation has
  /// `exp` and its like.
  ///
  /// ```swift
  /// Primitive<Double>.elementwise(
  ///   "softsign", symbol: "ς", value: { x in x / (1 + abs(x)) },
  ///   slope: { x, _ in 1 / ((1 + abs(x)) * (1 + abs(x))) })
  /// ```
  ///
  /// - Parameters:
  ///   - name: In lower snake case, and no operation's of the table.
  ///   - symbol: Its sign on a card; nil for its name.
  ///   - family: What kind of operation it is; operations of one kind look alike.
  ///   - gate: What it does with the gradient, in the lectures' word.
  ///   - rule: What it does with the gradient, in a sentence: `scales by …`.
  ///   - attributes: What distinguishes this instance from others of the name.
  ///   - cost: What the rules cost; nil for a multiplication and an addition an element.
  ///   - value: The function.
  ///   - slope: Its derivative at `x`, where the function is `f`.
  public static func elementwise(
    _ name: String, symbol: String? = nil, family: OperationLook.Family = .function,
    gate: OperationLook.Gate? = nil, rule: String = "", attributes: [String: Attribute?] = [:],
    cost: CostRule? = nil, value: @escaping @Sendable (_ x: Scalar) -> Scalar,
    slope: @escaping @Sendable (_ x: Scalar, _ f: Scalar) -> Scalar
  ) -> Primitive {
    @Sendable func slopes(_ call: Call<Scalar>) throws -> Tensor<Scalar> {
      try .zip(call.inputs[0], call.output, for: name, slope)
    }
    return Primitive(
      name, arity: 1...1, attributes: attributes, kernel: nil, cost: cost,
      look: OperationLook(symbol ?? name, family: family, gate: gate, rule: rule),
      isElementwise: true,
      value: { $0[0].map(value) }, vjp: { g, call, _ in try g * slopes(call) },
      jvp: { t, call in try t[0].map { try $0 * slopes(call) } })
  }

  /// A function of two numbers, applied to the elements that broadcasting puts in one place, by its
  /// value and its slope in each.
  ///
  /// - Parameters:
  ///   - name: In lower snake case, and no operation's of the table.
  ///   - symbol: Its sign on a card; nil for its name.
  ///   - family: What kind of operation it is; operations of one kind look alike.
  ///   - gate: What it does with the gradient, in the lectures' word.
  ///   - rule: What it does with the gradient, in a sentence.
  ///   - attributes: What distinguishes this instance from others of the name.
  ///   - cost: What the rules cost; nil for a multiplication and an addition an element.
  ///   - value: The function.
  ///   - slopes: Its derivatives in `x` and in `y`.
  public static func elementwise(
    _ name: String, symbol: String? = nil, family: OperationLook.Family = .function,
    gate: OperationLook.Gate? = nil, rule: String = "", attributes: [String: Attribute?] = [:],
    cost: CostRule? = nil, value: @escaping @Sendable (_ x: Scalar, _ y: Scalar) -> Scalar,
    slopes: (
      @Sendable (_ x: Scalar, _ y: Scalar) -> Scalar,
      @Sendable (_ x: Scalar, _ y: Scalar) -> Scalar
    )
  ) -> Primitive {
    @Sendable func slope(_ call: Call<Scalar>, _ position: Int) throws -> Tensor<Scalar> {
      try .zip(
        call.inputs[0], call.inputs[1], for: name, position == 0 ? slopes.0 : slopes.1)
    }
    return Primitive(
      name, arity: 2...2, attributes: attributes, kernel: nil, cost: cost,
      look: OperationLook(symbol ?? name, family: family, gate: gate, rule: rule),
      isElementwise: true,
      value: { try .zip($0[0], $0[1], for: name, value) },
      vjp: { g, call, position in try g * slope(call, position) },
      jvp: { t, call in
        // An input that stands still adds nothing, also where its slope is NaN.
        try sum(t.enumerated().map { position, t in try t.map { try $0 * slope(call, position) } })
      })
  }

  /// An operation that is made of others: its value, both its derivatives and its cost are those of
  /// its definition.
  ///
  /// Each cotangent records the definition anew, so that one of k inputs costs about k + 1 times its
  /// value on the way back.
  ///
  /// - Parameters:
  ///   - name: In lower snake case, and no operation's of the table.
  ///   - arity: How many inputs it takes.
  ///   - symbol: Its sign on a card; nil for its name.
  ///   - family: What kind of operation it is; operations of one kind look alike.
  ///   - gate: What it does with the gradient, in the lectures' word.
  ///   - rule: What it does with the gradient, in a sentence.
  ///   - attributes: What distinguishes this instance from others of the name.
  ///   - definition: Computes it of variables.
  public static func composition(
    _ name: String, arity: Int, symbol: String? = nil, family: OperationLook.Family = .function,
    gate: OperationLook.Gate? = nil, rule: String = "", attributes: [String: Attribute?] = [:],
    _ definition: @escaping Definition
  ) -> Primitive {
    composite(
      name, arity: arity...arity, attributes: attributes,
      look: OperationLook(symbol ?? name, family: family, gate: gate, rule: rule),
      definition: definition)
  }
}
