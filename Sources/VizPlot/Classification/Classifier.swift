import VizDrawing

/// Any classifier of points of a plane.
///
/// It gets many points at once, since most classifiers are quicker that way, and gives one list
/// for each: the probabilities of the classes, or of two classes that of the second alone.
public typealias Classifier = ([Point]) -> [[Double]]

/// What a classifier says over a rectangle.
struct ClassMap {
  /// The probability of each class.
  private(set) var fields: [ScalarField]

  init(
    _ classifier: Classifier, x: ClosedRange<Double>, y: ClosedRange<Double>, resolution: Int
  ) {
    let side = max(2, min(resolution, 2000))
    let empty = ScalarField(columns: side, rows: side, values: [], xRange: x, yRange: y)
    let (xs, ys) = (empty.xs, empty.ys)
    let answers = classifier(ys.flatMap { y in xs.map { Point(x: $0, y: y) } }).map(Self.complete)
    let count = answers.map(\.count).max() ?? 0
    fields = (0..<count).map { index in
      ScalarField(
        columns: side, rows: side, values: answers.map { index < $0.count ? $0[index] : .nan },
        xRange: x, yRange: y)
    }
  }

  /// The probability of a second class alone stands for both.
  static func complete(_ probabilities: [Double]) -> [Double] {
    probabilities.count == 1 ? [1 - probabilities[0], probabilities[0]] : probabilities
  }

  /// The class with the greatest probability; nil where one is no number.
  static func winner(_ probabilities: [Double]) -> Int? {
    let all = complete(probabilities)
    guard !all.contains(where: \.isNaN) else { return nil }
    return all.indices.max { all[$0] < all[$1] }
  }

  /// What each class is ahead of the best of the others: negative where another wins.
  var leads: [ScalarField] {
    fields.indices.map { index in
      var values = fields[index].values
      for offset in values.indices {
        var best = -Double.infinity
        for (other, field) in fields.enumerated() where other != index {
          best = max(best, field.values[offset])
        }
        values[offset] -= best
      }
      return ScalarField(
        columns: fields[index].columns, rows: fields[index].rows, values: values,
        xRange: fields[index].xRange, yRange: fields[index].yRange)
    }
  }

  /// Pale fills by probability, and a strong line where the winner changes.
  var marks: [Mark] {
    if fields.count == 2 {
      let field = fields[1]
      return [
        .filledContour(
          FilledContourMark(
            field, levels: (0..<10).map { (Double($0) + 0.5) / 10 },
            scale: ColorScale(.between(0, 1), strength: 0.42))),
        .contourLine(ContourLineMark(field, levels: [0.5], width: 2.4)),
      ]
    }
    let leads = leads
    var marks: [Mark] = []
    for (index, lead) in leads.enumerated() {
      marks.append(
        .filledContour(
          FilledContourMark(
            lead, levels: [0, 0.2, 0.4, 0.6, 0.8],
            scale: ColorScale(.shade(index), strength: 0.42), coversAll: false)))
    }
    for lead in leads.dropLast() {
      marks.append(.contourLine(ContourLineMark(lead, levels: [0], width: 2.4)))
    }
    return marks
  }

  /// The class that wins everywhere; nil where there is a boundary, or no number.
  var only: Int? {
    var winner: Int?
    let count = fields.first?.values.count ?? 0
    for index in 0..<count {
      guard let here = Self.winner(fields.map { $0.values[index] }), here == winner ?? here else {
        return nil
      }
      winner = here
    }
    return winner
  }

  /// The share of the rectangle where some probability is no number.
  var unknownShare: Double {
    guard let first = fields.first, !first.values.isEmpty else { return 1 }
    let unknown = first.values.indices.filter { index in
      fields.contains { !$0.values[index].isFinite }
    }
    return Double(unknown.count) / Double(first.values.count)
  }
}
