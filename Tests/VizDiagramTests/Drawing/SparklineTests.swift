import Testing
import VizDrawing
import VizTensor

@testable import VizDiagram

@Suite struct SparklineTests {
  private let rect = Rect(x: 10, y: 20, width: 100, height: 30)

  @Test func theCaptionNamesFirstAndLast() {
    #expect(Sparkline([1, 5, 0.001], in: rect).caption == "|gradient| 1 → 0.001")
    #expect(Sparkline([], in: rect).path.elements.isEmpty)
    #expect(Sparkline([3], in: rect).path.elements.isEmpty)
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
