import Testing
import VizDrawing
import VizTestSupport
import VizTrace

@testable import VizPlot

/// Live SVG of figures, as it was when somebody last looked at it.
@Suite struct SnapshotTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var figure: @Sendable () throws -> Figure
    var testDescription: String { name }
  }

  static let cases =
    [
      Case(name: "curve") {
        try .curves([Logs.series(Logs.loss(120))])
      },
      Case(name: "curves-smoothed") {
        try .curves(
          [
            Logs.series(Logs.loss(120, noise: 0.2)),
            Logs.series(Logs.loss(120, to: 0.2, rate: 40, noise: 0.1, seed: 2), "val_loss"),
          ],
          options: CurveOptions(title: "Two moons", yKind: .log, smoothing: 0.8))
      },
      Case(name: "curves-panels") {
        try .curves(
          [
            Logs.series(Logs.loss(60)), Logs.series(Logs.loss(60, to: 0.2, seed: 2), "val_loss"),
            Logs.series(Logs.loss(60, from: -0.5, to: 0.97, noise: 0.01, seed: 3), "accuracy"),
            Logs.series(Logs.loss(60, from: -0.5, to: 0.9, noise: 0.01, seed: 4), "val_accuracy"),
            Logs.series(Logs.loss(60, from: 0.001, to: 0, noise: 0), "lr"),
          ],
          options: CurveOptions(title: "Two moons"))
      },
      Case(name: "curves-runs") {
        try .curves(
          ["adam", "sgd", "momentum", "rmsprop"].enumerated().map { index, run in
            Logs.series(Logs.loss(80, rate: 10 + 15 * Double(index), seed: UInt64(index)), run: run)
          })
      },
      Case(name: "curves-band") {
        try .curves(
          (1...5).flatMap { seed in
            ["adam", "sgd"].map { run in
              let rate = run == "sgd" ? 40.0 : 15
              return Logs.series(
                Logs.loss(60, rate: rate, noise: 0.3, seed: UInt64(seed)),
                run: "\(run)-seed\(seed)")
            }
          }, options: CurveOptions(band: .deviation))
      },
      Case(name: "curves-gaps") {
        var values = Logs.loss(100)
        values.replaceSubrange(30..<40, with: repeatElement(.nan, count: 10))
        (values[55], values[70], values[85]) = (.infinity, -.infinity, -0.5)
        return try .curves([Logs.series(values)], options: CurveOptions(yKind: .log))
      },
    ] + FieldScenes.all.map { Case(name: $0.name, figure: $0.figure) }

  @Test(arguments: cases, Theme.Name.allCases)
  func figuresLookAsRecorded(_ it: Case, theme: Theme.Name) throws {
    let picture = try it.figure().picture(theme: .named(theme))
    try Snapshots(keepsWords: true).expect(
      picture.svg(idPrefix: ""), as: "\(it.name)-\(theme.rawValue)")
  }

  @Test(arguments: cases)
  func wordsDoNotOverlapOnFiguresOfManySizes(_ it: Case) throws {
    for size in [FigureSize.standard, .pixels(400, 250), .millimeters(160, 90), .pixels(1600, 900)]
    {
      var figure = try it.figure()
      figure.size = size
      #expect(try figure.picture().faults == [], "\(size)")
    }
  }

  @Test(arguments: cases)
  func sameDataGiveTheSameBytes(_ it: Case) throws {
    #expect(try it.figure().picture().svg() == it.figure().picture().svg())
    #expect(try it.figure().picture().png() == it.figure().picture().png())
  }
}
