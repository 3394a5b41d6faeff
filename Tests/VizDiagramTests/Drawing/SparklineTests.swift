import Testing
import VizDrawing
import VizTensor

@testable import VizDiagram

@Suite struct SparklineTests {
  private let rect = Rect(x: 10, y: 20, width: 100, height: 30)

  @Test func theCaptionNamesFirstAndLast() {
    #expect(Sparkline([1, 5, 0.001], in: rect).caption == "|gradient| 1 ← 0.0010")
    #expect(Sparkline([], in: rect).path.elements.isEmpty)
    #expect(Sparkline([3], in: rect).path.elements.isEmpty)
  }

  @Test func powersOfTenAreMarked() throws {
    let line = Sparkline([0.5, 20, 300], in: rect)
    #expect(line.decades.count == 3)
    // From below to above, at equal distances.
    let gaps = zip(line.decades, line.decades.dropFirst()).map { $0 - $1 }
    #expect(gaps.allSatisfy { $0 > 1 && abs($0 - gaps[0]) < 1e-9 })
    #expect(line.decades.allSatisfy { rect.minY < $0 && $0 < rect.maxY })
    #expect(Sparkline([2, 3], in: rect).decades.isEmpty)
    #expect(Sparkline([1e-30, 1e30], in: rect).decades.isEmpty)
  }

  @Test func zerosAndNaNLeaveAGap() {
    let elements = Sparkline([1, 2, .nan, 4, 0, 8, 16], in: rect).path.elements
    #expect(elements.count { if case .move = $0 { true } else { false } } == 3)
  }

  @Test(arguments: [2, 10, 144, 145, 100_000])
  func everyPointIsInItsRoom(count: Int) {
    var random = SplitMix64(seed: UInt64(count))
    let norms = (0..<count).map { _ in Double.random(in: 1e-9...1e9, using: &random) }
    let points = Sparkline(norms, in: rect).path.sampled(1)
    #expect(!points.isEmpty && points.count <= 145)
    #expect(points.allSatisfy { rect.inset(by: -0.01).contains($0) })
  }
}
