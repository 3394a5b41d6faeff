import Foundation
import VizAutodiff
import VizTensor

/// Steps of optimisers, as models that train themselves have them.
extension OperatorTable {
  static let updates: [String: OperatorRule] = [
    "Momentum": { call in
      let isNesterov = call.word("mode", "standard") == "nesterov"
      let (alpha, r) = (call.double("alpha", 0.9), try call.x())
      let beta = try call.x(1).value.elements.first ?? 0 > 0 ? call.double("beta", 1) : 1
      return try eachTensor(call, states: 1) { x, gradient, states in
        let v = try states[0] * alpha + gradient * beta
        return [try x - r * (isNesterov ? gradient + v * alpha : v), v]
      }
    },
    "Adagrad": { call in
      let t = try call.x(1).value.elements.first ?? 0
      let rate = try call.x() / (1 + t * call.double("decay_factor", 0))
      let epsilon = call.double("epsilon", 1e-6)
      return try eachTensor(call, states: 1) { x, gradient, states in
        let h = try states[0] + gradient * gradient
        return [try x - rate * gradient / (call.apply("sqrt", [h]) + epsilon), h]
      }
    },
    "Adam": { call in
      let t = try call.x(1).value.elements.first ?? 0
      let (alpha, beta) = (call.double("alpha", 0.9), call.double("beta", 0.999))
      let epsilon = call.double("epsilon", 1e-6)
      let factor = t > 0 ? (1 - pow(beta, t)).squareRoot() / (1 - pow(alpha, t)) : 1
      let rate = try call.x() * factor
      let shrink = 1 - call.double("norm_coefficient_post", 0)
      return try eachTensor(call, states: 2) { x, gradient, states in
        let v = try states[0] * alpha + gradient * (1 - alpha)
        let h = try states[1] * beta + gradient * gradient * (1 - beta)
        return [try (x - rate * v / (call.apply("sqrt", [h]) + epsilon)) * shrink, v, h]
      }
    },
  ]

  /// The new tensors and states: first all tensors, then all of each state. The gradients have the
  /// weight decay in them.
  private static func eachTensor(
    _ call: OperatorCall, states: Int,
    _ body: (Variable<Double>, Variable<Double>, [Variable<Double>]) throws -> [Variable<Double>]
  ) throws -> [ModelValue] {
    let count = (call.inputs.count - 2) / (2 + states)
    guard count > 0, call.inputs.count == 2 + count * (2 + states) else {
      throw call.misfit("its inputs do not fit")
    }
    let decay = call.double("norm_coefficient", 0)
    var results = [[ModelValue]](repeating: [], count: 1 + states)
    for index in 0..<count {
      let x = try call.x(2 + index)
      let gradient = try x * decay + call.x(2 + count + index)
      let old = try (0..<states).map { try call.x(2 + (2 + $0) * count + index) }
      for (offset, variable) in try body(x, gradient, old).enumerated() {
        results[offset].append(ModelValue(variable: variable, type: try call.value(2 + index).type))
      }
    }
    return results.flatMap { $0 }
  }
}
