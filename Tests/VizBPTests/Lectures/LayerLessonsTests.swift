import Testing

@testable import VizBP

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
    // What is dead gives 0 for every example, so it is saturated too.
    #expect(relu.allSatisfy { $0.saturated >= $0.dead })
  }

  @Test func activationsMoveToTheEnds() throws {
    let (activations, weights) = try LayerLessons.distributions()
    func shareAtEnds(_ distribution: ValueDistribution) -> Double {
      let histogram = distribution.histogram
      let total = histogram.counts.reduce(0, +)
      let far = zip(histogram.edges, histogram.counts).filter { abs($0.0) > 0.8 }
      return Double(far.reduce(0) { $0 + $1.1 }) / Double(total)
    }
    let (first, last) = (try #require(activations.first), try #require(activations.last))
    #expect(shareAtEnds(first) < 0.1 && shareAtEnds(last) > 0.25)
    func width(_ distribution: ValueDistribution) -> Double {
      (distribution.histogram.edges.last ?? 0) - (distribution.histogram.edges.first ?? 0)
    }
    #expect(try width(#require(weights.last)) > 1.5 * width(#require(weights.first)))
  }
}
