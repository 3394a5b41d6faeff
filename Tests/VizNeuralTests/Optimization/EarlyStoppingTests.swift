import Testing

@testable import VizNeural

@Suite struct EarlyStoppingTests {
  @Test func countsWhatDoesNotImprove() {
    let rule = EarlyStopping(patience: 2, minimumImprovement: 0.1)
    var progress = EarlyStopping.Progress()
    let losses = [1.0, 0.95, 0.8, .nan, 0.75, 0.6]
    let best = losses.enumerated().map { progress.isBest($1, step: $0, by: rule) }
    #expect(best == [true, false, true, false, false, true])
    #expect(progress.bestStep == 5)
    #expect(progress.best == 0.6)
    #expect(progress.evaluationsSince == 0)
  }

  @Test func keepsTheParametersOfTheBestStep() throws {
    // So high a rate makes it worse at some time.
    let data = try SyntheticDataset.sine.make(examples: 40, noise: 0.5, seed: 1, as: Double.self)
    let (train, test) = try data.split(testShare: 0.5, seed: 2)
    let network = try Network<Double>(
      Sequential(Dense(30, .tanh), Dense(1)), inputShape: [1], seed: 3)
    let trainer = try Trainer(
      network, on: train, testing: test,
      TrainingOptions(
        loss: .mse, learningRate: 0.05, batchSize: 40, steps: 2000, evaluationInterval: 5,
        earlyStopping: EarlyStopping(patience: 10)))
    let log = StepLog()
    trainer.observer = log
    let result = try trainer.run()
    let best = try #require(log.evaluations.dropLast().min { $0.loss < $1.loss })
    #expect(result.end == .noImprovement(bestStep: best.step))
    #expect(result.evaluation.loss == best.loss)
    #expect(result.steps == best.step + 50)
  }
}
