import Testing
import VizNeural
import VizPlot
import VizTrace

@testable import VizLectures

@Suite struct LayerLessonsTests {
  @Test func gradientsVanishThroughSigmoidsAndNotThroughReLUs() throws {
    let sigmoid = try LayerLessons.gradients(.sigmoid)
    let relu = try LayerLessons.gradients(.relu)
    #expect(sigmoid.count == 9 && relu.count == 9)
    #expect(sigmoid[0].mean < sigmoid[8].mean / 1000)
    #expect(relu[0].mean > relu[8].mean / 10)
  }

  @Test func updatesAreAsLargeAsTheRate() throws {
    let ratios = try LayerLessons.updateRates.map { rate in
      let values = try LayerLessons.updates(rate: rate).values
      return values.sorted()[values.count / 2]
    }
    #expect(ratios[0] < 2e-4)
    #expect((3e-4..<3e-3).contains(ratios[1]))
    #expect(ratios[2] > 1e-2)
  }

  @Test func tanhSaturatesAndReLUsDie() throws {
    let (tanh, relu) = try LayerLessons.health()
    #expect(tanh.last.map { $0.saturated > 0.5 && $0.dead == 0 } == true)
    #expect(relu.contains { $0.dead > 0.2 })
    // Its zeros are ordinary, be they ever so many.
    #expect(relu.allSatisfy { $0.saturated == 0 })
  }

  @Test func activationsPartIntoTwoHumps() throws {
    let (activations, weights) = try LayerLessons.distributions()
    func share(_ distribution: ValueDistribution, within range: ClosedRange<Double>) -> Double {
      let histogram = distribution.histogram
      let total = histogram.counts.reduce(0, +)
      let near = zip(histogram.edges, histogram.counts).filter { range.contains(abs($0.0)) }
      return Double(near.reduce(0) { $0 + $1.1 }) / Double(total)
    }
    let (first, last) = (try #require(activations.first), try #require(activations.last))
    #expect(share(first, within: 0...0.2) > 1.5 * share(first, within: 0.4...0.6))
    #expect(share(last, within: 0...0.2) < share(last, within: 0.4...0.6))
    #expect(share(last, within: 0.8...1) > 2 * share(first, within: 0.8...1))
    func width(_ distribution: ValueDistribution) -> Double {
      (distribution.histogram.edges.last ?? 0) - (distribution.histogram.edges.first ?? 0)
    }
    #expect(try width(#require(weights.last)) > 1.5 * width(#require(weights.first)))
  }
}
