import VizDrawing
import VizTestSupport
import VizTrace

@testable import VizPlot

/// Metrics that the tests draw.
enum Logs {
  /// A falling curve with noise, the same every time.
  static func loss(
    _ count: Int, from start: Double = 1.06, to floor: Double = 0.03, rate: Double = 60,
    noise: Double = 0.05, seed: UInt64 = 1
  ) -> [Double] {
    var random = SeededRandom(seed: seed)
    var rest = 1.0
    return (0..<count).map { _ in
      // Without exp, whose last digit depends on the machine.
      rest *= 1 - 1 / rate
      return (start * rest + floor) * (1 + Double.random(in: -noise...noise, using: &random))
    }
  }

  static func series(
    _ values: [Double], _ name: String = "loss", run: String = ""
  ) -> MetricSeries {
    MetricSeries(name: name, run: run, values: values)
  }
}

/// What can be read from a picture's commands.
extension Picture {
  var texts: [String] {
    commands.compactMap { if case .text(let string, _, _, _, _) = $0 { string } else { nil } }
  }

  /// The boxes of all texts: digits' height above the baseline, a little below it.
  var textBoxes: [(text: String, box: Rect)] {
    commands.compactMap { command in
      guard case .text(let string, let font, _, let point, let anchor) = command, !string.isEmpty
      else { return nil }
      let width = TextMeasurer.measure(string, font: font).width
      let x =
        switch anchor {
        case .start: point.x
        case .middle: point.x - width / 2
        case .end: point.x - width
        }
      return (
        string,
        Rect(x: x, y: point.y - font.size * 0.73, width: width, height: font.size * 0.78)
      )
    }
  }

  /// What is wrong with the words of the picture.
  var faults: [String] {
    var faults: [String] = []
    let boxes = textBoxes
    for (index, one) in boxes.enumerated() {
      if one.box.minX < -0.5 || one.box.maxX > size.width + 0.5 || one.box.minY < -0.5
        || one.box.maxY > size.height + 0.5
      {
        faults.append("“\(one.text.prefix(40))” is cut by the edge")
      }
      for other in boxes[(index + 1)...] where one.box.inset(by: 0.3).intersects(other.box) {
        faults.append("“\(one.text.prefix(40))” overlaps “\(other.text.prefix(40))”")
      }
    }
    return faults
  }

  /// All points of strokes and fills.
  var points: [Point] {
    commands.flatMap { command -> [Point] in
      switch command {
      case .fill(let path, _), .stroke(let path, _):
        path.elements.compactMap {
          switch $0 {
          case .move(let point), .line(let point), .curve(_, _, let point): point
          case .close: nil
          }
        }
      default: []
      }
    }
  }
}
