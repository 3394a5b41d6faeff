import Testing
import VizEvents
import VizStatistics

@testable import VizReport

@Suite struct BrokenStatisticsTests {
  private static func cells(_ values: [Double]) -> [String] {
    let row = StatisticsColumns([Statistics(of: values)]).last
    return [DataTable.Statistic.mean, .std, .min, .max, .norm].map { $0.cell(row).text }
  }

  @Test func ofElementsThatAreNoNumbersNothingElseIsTold() {
    #expect(Self.cells([3, .nan, 4]) == ["NaN", "NaN", "NaN", "NaN", "NaN"])
    #expect(Self.cells([.nan, .infinity]) == ["NaN", "NaN", "NaN", "NaN", "NaN"])
  }

  @Test func ofInfiniteElementsTheNormIsInfinite() {
    #expect(Self.cells([3, -.infinity, 4]) == ["NaN", "NaN", "NaN", "NaN", "∞"])
  }

  @Test func finiteElementsAreToldAsTheyAre() {
    #expect(Self.cells([3, 4]) == ["3.5", "0.5", "3", "4", "5"])
  }
}
