import Testing

@testable import VizReport

@Suite struct StepChoiceTests {
  @Test func fewStepsAreAllTaken() {
    #expect(StepChoice.steps(of: [5, 0, 3, 3]) == [0, 3, 5])
    #expect(StepChoice.steps(of: [], notable: [3]) == [])
    #expect(StepChoice.steps(of: [7], count: 0) == [7])
  }

  @Test func stepsLieTheCloserTheEarlierTheyAre() {
    let steps = StepChoice.steps(of: Array(0..<2000))
    #expect(steps.count == 40 && steps.first == 0 && steps.last == 1999)
    #expect(Array(steps.prefix(8)) == [0, 1, 2, 3, 4, 5, 6, 7])
    #expect(steps.count { $0 >= 1000 } < 6)
    #expect(steps == steps.sorted())
  }

  @Test(arguments: [2, 3, 7, 40, 100], [41, 120, 1_000, 50_000])
  func asManyAsAskedFor(count: Int, captured: Int) {
    // Every third, from some step on, as a run that goes on has them.
    let all = (0..<captured).map { 1_000 + 3 * $0 }
    let steps = StepChoice.steps(of: all, count: count)
    #expect(steps.count == min(count, captured))
    #expect(Set(steps).count == steps.count && Set(steps).isSubset(of: Set(all)))
    #expect(steps.first == all.first && steps.last == all.last)
  }

  @Test func notableStepsAreAmongThem() {
    let all = Array(0..<5_000)
    let steps = StepChoice.steps(of: all, count: 20, notable: [4_321, 4_322, 77, -5, 9_999])
    #expect(Set(steps).isSuperset(of: [77, 4_321, 4_322]))
    #expect(steps.count == 20)
    // Of one that was not captured, the nearest.
    #expect(StepChoice.steps(of: [0, 10, 20, 30, 40], count: 3, notable: [13]) == [0, 10, 40])
    // Of too many, the first.
    #expect(StepChoice.steps(of: all, count: 4, notable: Array(100..<200)) == [0, 100, 101, 4_999])
  }
}
