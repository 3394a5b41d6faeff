/// Which sections a report has, in the order of its page. The findings stand before all of them,
/// the graphs between both lists.
extension Report {
  /// The sections of a report of one run.
  static var ofOneRun: (before: [any RunSection.Type], after: [any RunSection.Type]) {
    (
      [],
      [
        BoundarySection.self, LayersSection.self, InstrumentsSection.self,
        DistributionsSection.self, CurvesSection.self,
        StatisticsSection.self, LoggedHistogramsSection.self, LoggedImagesSection.self,
        LoggedTextsSection.self, CheckSection.self, CostSection.self,
        ReproducibilitySection.self, ReadingSection.self,
      ]
    )
  }

  /// The sections of a report of several runs.
  static var ofSeveralRuns:
    (before: [any ComparisonSection.Type], after: [any ComparisonSection.Type])
  {
    (
      [ComparedCurvesSection.self],
      [DivergenceSection.self, BoundariesSection.self, ReadingSection.self]
    )
  }
}
