import Foundation
import VizBP
import VizBase

/// What `vizbp explain --decades` prints: how a layer's gradient shrinks on its way.
struct DecayReport {
  private let decay: GradientDecay

  init(_ decay: GradientDecay) { self.decay = decay }

  private func number(_ x: Double) -> String {
    TextTable.number(x, digits: 3).replacingOccurrences(of: "-", with: "−")
  }

  /// A number of decades, with its sign.
  private func decades(_ x: Double) -> String {
    guard x.isFinite else { return x.isNaN ? "NaN" : x < 0 ? "−∞" : "+∞" }
    let tenths = (10 * x).rounded() / 10
    return tenths == 0 ? "0" : (tenths > 0 ? "+" : "") + number(tenths)
  }

  /// One line: how much of the output's gradient arrives.
  var headline: String {
    let name = decay.node.escaped(limit: 40)
    guard decay.end > 0 else { return "Nothing of the gradient arrives at \(name)." }
    return "The gradient at \(name) is \(number(decay.end)) (root mean square), and"
      + " \(number(decay.start)) at \(decay.output.escaped(limit: 40)):"
      + " \(decades(decay.decades)) decades."
  }

  /// Which operations take them, and the way.
  var text: String {
    let byOperation = decay.byOperation.map { entry in
      let times = entry.count == 1 ? "" : " in \(entry.count)"
      return "\(entry.op.escaped(limit: 24)) \(decades(entry.decades))\(times)"
    }
    var rows = [["", "op", "scope", "gradient behind it", "decades"]]
    rows += decay.factors.map { factor in
      [
        factor.node.escaped(limit: 40), factor.op.escaped(limit: 24),
        (factor.scope ?? "").escaped(limit: 40), number(factor.size), decades(factor.decades),
      ]
    }
    return headline + "\n\n" + "By operation: " + byOperation.joined(separator: ", ") + ".\n\n"
      + TextTable(rows, numbers: [3, 4]).text.trimmingCharacters(in: .newlines) + "\n"
  }

  /// The same as JSON.
  var json: JSONValue {
    .object([
      "node": .string(decay.node), "output": .string(decay.output),
      "gradient": JSONValue(decay.end), "output_gradient": JSONValue(decay.start),
      "decades": JSONValue(decay.decades),
      "by_operation": .array(
        decay.byOperation.map {
          .object([
            "op": .string($0.op), "count": JSONValue(Double($0.count)),
            "decades": JSONValue($0.decades),
          ])
        }),
      "factors": .array(
        decay.factors.map { factor in
          .object([
            "node": .string(factor.node), "op": .string(factor.op),
            "scope": factor.scope.map { .string($0) } ?? .null,
            "gradient": JSONValue(factor.size), "decades": JSONValue(factor.decades),
          ])
        }),
    ])
  }
}
