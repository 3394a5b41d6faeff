import Foundation
import Testing
import VizNeural

@Suite struct TrainingConfigurationChangesTests {
  @Test func everyKeyThatDiffersIsNamed() {
    let earlier = TrainingConfiguration()
    #expect(earlier.changes(from: earlier).isEmpty)
    var changed = earlier
    changed.layers = []
    changed.`init` = "he"
    changed.lr = 0.5
    changed.clipNorm = 2
    changed.steps = 30
    let changes = changed.changes(from: earlier)
    #expect(changes.map(\.key) == [.layers, .`init`, .lr, .clipNorm, .steps])
    #expect(changes.map(\.value) == ["none", "he", "0.5", "2.0", "30"])
    #expect(changes.map(\.earlier) == ["16,16", nil, "0.01", nil, nil])
  }

  /// All keys are properties of the same name, so that no change goes unseen.
  @Test func noKeyIsLeftOut() {
    let labels = Mirror(reflecting: TrainingConfiguration()).children.compactMap(\.label)
    #expect(labels.count == TrainingConfiguration.CodingKeys.allCases.count)
    for key in TrainingConfiguration.CodingKeys.allCases {
      let words = key.rawValue.split(separator: "-")
      #expect(labels.contains(words[0] + words.dropFirst().map(\.capitalized).joined()))
    }
  }

  @Test func someSchedulesSpanAllSteps() {
    var configuration = TrainingConfiguration()
    #expect(!configuration.scheduleSpansSteps)
    configuration.schedule = "cosine"
    #expect(configuration.scheduleSpansSteps)
    configuration.schedule = "step"
    #expect(configuration.scheduleSpansSteps)
    configuration.every = 10
    #expect(!configuration.scheduleSpansSteps)
  }
}
