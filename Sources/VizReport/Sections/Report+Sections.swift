/// Which sections a report has, in the order of its page. The findings and the graph stand before all
/// of them.
extension Report {
  static let allSections: [any RunSection.Type] = [
    BoundarySection.self, FitSection.self, ConfusionSection.self, SequenceSection.self,
    StepAnswersSection.self, MemorySection.self, LayersSection.self, InstrumentsSection.self,
    DistributionsSection.self, CurvesSection.self, RanksSection.self, StatisticsSection.self,
    LoggedHistogramsSection.self, LoggedImagesSection.self, LoggedTextsSection.self,
    CheckSection.self, CostSection.self, ReproducibilitySection.self, ReadingSection.self,
  ]
}
