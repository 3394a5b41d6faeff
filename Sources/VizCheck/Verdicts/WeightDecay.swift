import VizBase
import VizTensor
import VizTrace

/// Whether the gradients of leaves are off by one multiple of the leaves themselves, or of their
/// signs: a penalty on the weights that the graph does not have.
enum WeightDecay {
  static func explanation(_ scene: Scene) -> Explanation? {
    guard !scene.wrong.isEmpty, scene.wrong.isSubset(of: scene.leaves) else { return nil }
    let penalties: [(name: String, of: (Double) -> Double)] = [
      ("w", { $0 }), ("sign(w)", { $0 == 0 ? 0 : $0 < 0 ? -1 : 1 }),
    ]
    for penalty in penalties {
      guard let factor = factor(scene, penalty.of) else { continue }
      let sentence =
        "The gradients of \(scene.ids(scene.wrong.sorted()).said()) are the right ones plus"
        + " \(said(factor))·\(penalty.name): weight decay was added to them, and the graph has none."
      return Explanation(
        remark: GraphCheck.Remark(
          kind: .weightDecay, nodes: scene.ids(scene.wrong.sorted()), sentence: sentence),
        reason: "its gradient is the right one plus \(said(factor)) times"
          + (penalty.name == "w" ? " its value" : " the sign of its value"),
        wrong: scene.wrong)
    }
    return nil
  }

  /// Three digits: rounding leaves no more of it.
  private static func said(_ factor: Double) -> String {
    NumberFormat.significant(factor, digits: 3)
  }

  /// The multiple, where more numbers show it than one.
  private static func factor(_ scene: Scene, _ penalty: (Double) -> Double) -> Double? {
    var (products, squares, count) = (0.0, 0.0, 0)
    var terms: [(residual: Tensor<Double>, penalty: Tensor<Double>, limit: Double)] = []
    for index in scene.wrong {
      guard let residual = scene.flow.residuals[index],
        let value = scene.replay.values[index], value.shape == residual.shape
      else { return nil }
      let decay = value.map(penalty)
      terms.append((residual, decay, scene.limit(at: index)))
      products += residual.contracted(with: decay)
      squares += decay.contracted(with: decay)
      count += residual.elements.count { $0.magnitude > scene.limit(at: index) }
    }
    guard squares > 0, count > 1 else { return nil }
    let factor = products / squares
    let isFitting = terms.allSatisfy { term in
      zip(term.residual.elements, term.penalty.elements).allSatisfy { residual, decay in
        (residual - factor * decay).magnitude <= term.limit
      }
    }
    // Of three numbers and more it is no chance; two scalars of one rule may be that rule's fault.
    guard isFitting, factor != 0, count > 2 || scene.commonConsumer == nil else { return nil }
    return factor
  }
}
