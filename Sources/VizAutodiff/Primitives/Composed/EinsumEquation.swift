import VizTensor

/// An equation such as `bij,bjk->bik`: the labels of each operand's axes, and of the result's.
///
/// Letters are labels; three dots stand for the axes that have none. Without an arrow, the result
/// has those of the dots and then, in order of the alphabet, the labels that stand once.
struct EinsumEquation: Sendable {
  let text: String
  private let operands: [[Character]]
  private let output: [Character]?
  /// Three dots in one character, which is no letter.
  private static let dots: Character = "…"

  /// Throws a sentence, without the name of the operation, where the text is no equation.
  init(_ text: String) throws(Fault) {
    self.text = text
    let sides = text.filter { $0 != " " }.replacing("...", with: "…").split(
      separator: "->", omittingEmptySubsequences: false)
    guard (1...2).contains(sides.count) else { throw Fault(reason: "it has two arrows") }
    for part in sides[0].split(separator: ",", omittingEmptySubsequences: false) + sides[1...] {
      if let odd = part.first(where: { !($0.isASCII && $0.isLetter) && $0 != Self.dots }) {
        throw Fault(reason: "\(odd) is no letter")
      }
      guard part.count(where: { $0 == Self.dots }) <= 1 else {
        throw Fault(reason: "three dots stand once on each side of a comma")
      }
    }
    operands = sides[0].split(separator: ",", omittingEmptySubsequences: false).map { Array($0) }
    output = sides.count == 2 ? Array(sides[1]) : nil
    guard let output else { return }
    let known = Set(operands.joined())
    for (index, label) in output.enumerated() where label != Self.dots {
      guard known.contains(label), !output[..<index].contains(label) else {
        let reason =
          known.contains(label) ? "stands twice in the result" : "stands in the result alone"
        throw Fault(reason: "\(label) \(reason)")
      }
    }
  }

  struct Fault: Error { let reason: String }

  /// The labels of every axis for operands of these shapes; each axis that dots stand for has a
  /// label of its own, counted from the last one. Throws `ShapeError` where they do not fit.
  func labels(of shapes: [Shape]) throws(ShapeError) -> (
    operands: [[Character]], output: [Character]
  ) {
    guard shapes.count == operands.count else {
      throw ShapeError(
        op: "", reason: "\(text) is for \(operands.count) operands, and there are \(shapes.count)")
    }
    var most = 0
    var expanded: [[Character]] = []
    for (labels, shape) in zip(operands, shapes) {
      let rest = shape.rank - labels.count(where: { $0 != Self.dots })
      guard rest == 0 || rest > 0 && labels.contains(Self.dots) else {
        throw ShapeError(
          op: "", reason: "\(String(labels)) is not for the \(shape.rank) axes of \(shape)")
      }
      most = max(most, rest)
      expanded.append(labels.flatMap { $0 == Self.dots ? Self.hidden(rest) : [$0] })
    }
    if let output {
      return (expanded, output.flatMap { $0 == Self.dots ? Self.hidden(most) : [$0] })
    }
    let all = operands.joined().filter { $0 != Self.dots }
    let single = Set(all.filter { label in all.count { $0 == label } == 1 }).sorted()
    return (expanded, Self.hidden(most) + single)
  }

  /// Labels that no one can write, for the last `count` axes of those that dots stand for.
  private static func hidden(_ count: Int) -> [Character] {
    (0..<count).reversed().compactMap { Unicode.Scalar(UInt32(0xE000 + $0)).map(Character.init) }
  }
}
