import VizDrawing
import VizText

/// Which points a classifier takes for what they are.
struct ClassifiedScore {
  /// Of each point with a place, whether its class won.
  private let isRight: [Bool]

  init(_ points: ClassifiedPoints, _ classifier: Classifier) {
    let places = points.places
    let answers = places.isEmpty ? [] : classifier(places.map(\.point))
    isRight = places.enumerated().map { index, place in
      index < answers.count && ClassMap.winner(answers[index]) == place.label
    }
  }

  /// Without a classifier no point is mistaken.
  init(_ points: ClassifiedPoints) { isRight = points.places.map { _ in true } }

  private var right: Int { isRight.filter { $0 }.count }

  var percentage: String? {
    guard !isRight.isEmpty else { return nil }
    let share = 100 * Double(right) / Double(isRight.count)
    // Nothing but all is rounded to all.
    let rounded = right == isRight.count ? 100 : min(99.9, (share * 10).rounded() / 10)
    return NumberFormat.plain(rounded) + " %"
  }

  var sentence: String? {
    percentage.map {
      "\($0) of \(NumberFormat.grouped(Double(isRight.count))) points lie in the region of their class"
    }
  }

  /// The points, a colour and a shape for each class, and crosses on those that are mistaken.
  func marks(_ points: ClassifiedPoints, dotSize: Double = 7) -> [Mark] {
    let places = points.places
    var marks: [Mark] = Set(places.map(\.label)).sorted().map { label in
      let own = places.filter { $0.label == label }.map(\.point)
      return .dots(
        DotMark(
          x: own.map(\.x), y: own.map(\.y), tone: .category(label), shape: .dot(label),
          size: dotSize, outline: .background, label: points.name(label)))
    }
    let wrong = zip(places, isRight).filter { !$1 }.map(\.0.point)
    if !wrong.isEmpty {
      marks.append(
        .dots(
          DotMark(
            x: wrong.map(\.x), y: wrong.map(\.y), tone: .ink, shape: .cross,
            size: dotSize * 1.15, outline: .background, label: "mistake")))
    }
    return marks
  }
}

extension DotMark.Shape {
  /// The shape of a class; the cross is kept for mistakes.
  static func dot(_ index: Int) -> DotMark.Shape {
    let shapes: [DotMark.Shape] = [.circle, .triangle, .square, .diamond]
    return shapes[((index % shapes.count) + shapes.count) % shapes.count]
  }
}
