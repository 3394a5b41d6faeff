import VizBase
import VizDrawing

/// Which points a classifier takes for what they are.
package struct ClassifiedScore {
  /// Of each point with a place, whether its class won.
  private let isRight: [Bool]
  /// The mean of −log p of the true class over the points that the classifier gives numbers for; nil
  /// for none.
  package let loss: Double?

  package init(_ points: ClassifiedPoints, _ classifier: Classifier) {
    let labelled = points.labelled
    let answers = labelled.isEmpty ? [] : classifier(labelled.map(\.point))
    isRight = labelled.enumerated().map { index, one in
      index < answers.count && ClassMap.winner(answers[index]) == one.label
    }
    let terms = zip(answers.map(ClassMap.complete), labelled).compactMap { answer, one in
      one.label < answer.count && answer[one.label].isFinite
        ? -max(answer[one.label], 1e-12).naturalLogarithm : nil
    }
    loss = terms.isEmpty ? nil : terms.reduce(0, +) / Double(terms.count)
  }

  /// Without a classifier no point is mistaken.
  init(_ points: ClassifiedPoints) {
    isRight = points.labelled.map { _ in true }
    loss = nil
  }

  private var right: Int { isRight.filter { $0 }.count }

  /// The share of points that are taken for what they are; nil without points.
  package var share: Double? {
    isRight.isEmpty ? nil : Double(right) / Double(isRight.count)
  }

  var percentage: String? {
    guard let share else { return nil }
    // Nothing but all is rounded to all.
    let rounded = right == isRight.count ? 100 : min(99.9, (share * 1000).rounded() / 10)
    return NumberFormat.plain(rounded) + " %"
  }

  var sentence: String? {
    percentage.map {
      "\($0) of \(NumberFormat.grouped(Double(isRight.count))) points lie in the region of their class"
    }
  }

  /// The points, a colour and a shape for each class, those that are mistaken in a ring; of more
  /// than `most`, so many at even distances.
  func marks(_ points: ClassifiedPoints, dotSize: Double = 7, most: Int = .max) -> [Mark] {
    let all = points.labelled
    let shown =
      all.count <= most || most < 2
      ? Array(all.indices) : (0..<most).map { $0 * (all.count - 1) / (most - 1) }
    let dots = shown.map { all[$0] }
    let wrong = shown.filter { !isRight[$0] }.map { all[$0].point }
    var marks: [Mark] = []
    if !wrong.isEmpty {
      marks.append(
        .dots(
          DotMark(
            x: wrong.map(\.x), y: wrong.map(\.y), tone: .ink, size: dotSize * 1.9,
            outline: .background)))
    }
    for label in Set(dots.map(\.label)).sorted() {
      let own = dots.filter { $0.label == label }.map(\.point)
      marks.append(
        .dots(
          DotMark(
            x: own.map(\.x), y: own.map(\.y), tone: .category(label), shape: .dot(label),
            size: dotSize, outline: .background, label: points.name(label).escaped())))
    }
    // Below the points, and last in the legend.
    if !wrong.isEmpty {
      var key = DotMark(x: [], y: [], tone: .ink, label: "mistake: in a ring")
      key.isRing = true
      marks.append(.dots(key))
    }
    return marks
  }
}

extension DotMark.Shape {
  /// The shape of a class: one that fills its place.
  static func dot(_ index: Int) -> DotMark.Shape {
    let shapes: [DotMark.Shape] = [.circle, .triangle, .square, .diamond]
    return shapes[((index % shapes.count) + shapes.count) % shapes.count]
  }
}
