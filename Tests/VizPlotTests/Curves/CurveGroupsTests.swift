import Testing
import VizTrace

@testable import VizPlot

@Suite struct CurveGroupsTests {
  private func tones(_ panel: Panel) -> [Tone] {
    panel.marks.compactMap { if case .line(let line) = $0 { line.tone } else { nil } }
  }

  @Test func aRunHasOneColourInAllPanels() throws {
    let figure = try Figure.curves([
      MetricSeries(name: "loss", run: "a", values: [1, 0.5]),
      MetricSeries(name: "loss", run: "b", values: [2, 0.7]),
      MetricSeries(name: "acc", run: "b", values: [0.1, 0.7]),
    ])
    #expect(figure.panels.map(\.title) == ["loss", "acc"])
    #expect(tones(figure.panels[1]) == [tones(figure.panels[0])[1]])
  }

  /// Two writers of one tag, and two evaluations of one training.
  @Test func curvesOfTheSameDataHaveColoursOfTheirOwn() throws {
    for names in [["loss", "loss (2)"], ["eval/loss", "eval_holdout/loss", "loss"]] {
      let figure = try Figure.curves(names.map { MetricSeries(name: $0, values: [3, 2, 1]) })
      #expect(figure.panels.count == 1 && Set(tones(figure.panels[0])).count == names.count)
    }
  }

  @Test func metricsOfOtherRangesHaveAnAxisOfTheirOwn() throws {
    let epochs = MetricSeries(name: "epoch_loss", values: (0..<10).map { 1 / Double($0 + 1) })
    let steps = (0..<10).map { Double($0) * 3000 }
    let iterations = MetricSeries(name: "rate", steps: steps, values: steps)
    let apart = try Figure.curves([epochs, iterations])
    #expect(!apart.sharesX)
    let alike = try Figure.curves([epochs, MetricSeries(name: "b", values: epochs.values)])
    #expect(alike.sharesX)
    var named = epochs
    named.name = "b"
    named.stepName = "epoch"
    let figure = try Figure.curves([epochs, named])
    #expect(!figure.sharesX && figure.panels.map(\.x.label) == ["step", "epoch"])
  }

  @Test func ofManyMetricsTheRestIsNamed() throws {
    let series =
      (0..<30).map { MetricSeries(name: "m\($0)", values: [1, 2]) }
      + [MetricSeries(name: "box_loss", values: [2, 1])]
    let figure = try Figure.curves(series)
    #expect(figure.panels.count == 24 && figure.panels.last?.title == "box_loss")
    #expect(figure.caption?.hasPrefix("7 more metrics are not drawn.") == true)
    #expect(Figure.undrawn(series).map(\.name) == (23..<30).map { "m\($0)" })
  }

  @Test func theTitleIsOfWhatIsLearntAndNotOfHow() throws {
    let rate = MetricSeries(name: "lr", values: [0.1, 0.01])
    let accuracy = MetricSeries(name: "accuracy", values: [0.1, 0.7])
    #expect(try Figure.curves([rate, accuracy]).title.hasPrefix("accuracy rises from 0.1 to 0.7"))
    let loss = MetricSeries(name: "loss", values: [3, 1])
    #expect(try Figure.curves([rate, accuracy, loss]).title.hasPrefix("loss falls"))
    #expect(try Figure.curves([rate]).title.hasPrefix("lr falls"))
  }

  /// Too many curves to tell apart are a median of each kind of data.
  @Test func noMedianIsOfTrainingAndValidation() throws {
    let runs = (0..<20).flatMap { run in
      [
        MetricSeries(name: "loss", run: "r\(run)", values: [1, 1]),
        MetricSeries(name: "val_loss", run: "r\(run)", values: [3, 3]),
      ]
    }
    let lines = try Figure.curves(runs).panels[0].marks.compactMap { mark -> LineMark? in
      if case .line(let line) = mark { line } else { nil }
    }
    #expect(lines.map(\.label) == ["median train", "median val"])
    #expect(lines.map(\.y) == [[1, 1], [3, 3]])
  }

  @Test func aCurveIsBrokenWhereItsStepsGoBack() throws {
    let loss = MetricSeries(name: "loss", steps: [0, 1, 2, 1, 2, 3], values: [6, 5, 4, 3, 2, 1])
    let figure = try Figure.curves([loss])
    let lines = figure.panels[0].marks.compactMap { mark -> LineMark? in
      if case .line(let line) = mark { line } else { nil }
    }
    #expect(lines.map(\.y) == [[6, 5, 4], [3, 2, 1]])
    #expect(figure.caption == "A curve is broken where its steps go back.")
  }

  @Test func threeDigitsMeanThree() throws {
    let values = [2_600_000.0, 2_580_000, 2_555_000]
    let figure = try Figure.curves([MetricSeries(name: "loss", values: values)])
    #expect(figure.title.hasPrefix("loss falls from 2.6×10⁶ to 2.56×10⁶"))
  }

  /// The strong line is the smooth one; of the last of the pale values they would say another thing.
  @Test func theWordsAreOfTheSmoothLineWhereThereIsOne() throws {
    let series = MetricSeries(
      name: "loss", steps: (0..<100).map(Double.init), values: (0..<100).map { $0 == 99 ? 5 : 1 })
    let figure = try Figure.curves([series], options: CurveOptions(smoothing: 0.9))
    #expect(figure.title == "smoothed loss rises from 1 to 1.4 in 99 steps")
    #expect(try Figure.curves([series]).title == "loss rises from 1 to 5 in 99 steps")
  }
}
