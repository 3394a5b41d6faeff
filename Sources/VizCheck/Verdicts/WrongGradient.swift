import VizTensor
import VizTrace

/// What a wrong gradient is instead of the right one, in a few words.
enum WrongGradient {
  /// Nil where it is nothing plain.
  static func reason(_ flow: GradientFlow, _ index: Int) -> String? {
    guard let stated = flow.replay.gradients[index], let right = flow.expected(at: index),
      stated.isFinite, right.isFinite
    else {
      return nil
    }
    if flow.contributions[index].isEmpty, flow.seeds[index] != nil {
      return "its own gradient is \(words(stated)), and the others are those for \(words(right))"
    }
    if stated.greatest == 0 { return "it is 0, and its consumers send something back" }
    if agree(flow, index, stated, -right) { return "it has the other sign" }
    if right.shape.rank == 2, let turned = try? right.transposed(), turned.shape == stated.shape,
      agree(flow, index, stated, turned)
    {
      return "it equals the transposed gradient"
    }
    if let lacking = flow.contributions[index].sorted(by: { $0.key < $1.key })
      .first(where: { _, sent in
        sent.greatest > 0 && (try? right - sent).map { agree(flow, index, stated, $0) } == true
      }), flow.contributions[index].count > 1
    {
      return "it lacks what \(flow.replay.nodes[lacking.key].said) sends back"
    }
    return factor(flow, index, stated, right).map { "it is \($0.said) times the right one" }
  }

  private static func words(_ gradient: Tensor<Double>) -> String {
    if let number = gradient.scalar { return number.said }
    guard let first = gradient.elements.first, gradient.elements.allSatisfy({ $0 == first }) else {
      return "another"
    }
    return "\(first.said) in each element"
  }

  private static func factor(
    _ flow: GradientFlow, _ index: Int, _ stated: Tensor<Double>, _ right: Tensor<Double>
  ) -> Double? {
    guard stated.shape == right.shape, stated.isFinite, right.isFinite else { return nil }
    let square = right.contracted(with: right)
    guard square > 0, square.isFinite else { return nil }
    let factor = stated.contracted(with: right) / square
    return agree(flow, index, stated, right.map { factor * $0 }) ? factor : nil
  }

  private static func agree(
    _ flow: GradientFlow, _ index: Int, _ stated: Tensor<Double>, _ other: Tensor<Double>
  ) -> Bool {
    let limit = 4 * flow.replay.tolerance(at: index).relative * flow.scales[index]
    return stated.shape == other.shape
      && zip(stated.elements, other.elements).allSatisfy { ($0 - $1).magnitude <= limit }
  }
}
