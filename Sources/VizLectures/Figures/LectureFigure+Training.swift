import VizPlot
import VizTrace

extension LectureFigure {
  static let training = [
    LectureFigure(
      .training, "curves-seeds", "Loss and accuracy, over several seeds",
      lesson: """
        One training is an anecdote. Five seeds show how much of a curve is chance; the gap between \
        training and validation is what the network learnt by heart.
        """
    ) {
      try Figure.curves(
        CurveLessons.seeds(),
        options: CurveOptions(title: "Five seeds of one training", band: .deviation))
    },
    LectureFigure(
      .training, "curves-smoothed", "A noisy loss, raw and smoothed",
      lesson: """
        The loss of a small batch jumps with the batch. An exponential average shows the trend; \
        the raw values stay visible below it, so that nothing is hidden.
        """
    ) {
      try Figure.curves(
        [CurveLessons.batches()],
        options: CurveOptions(
          title: "The loss of batches of five", smoothing: 0.95, best: .none))
    },
    LectureFigure(
      .training, "rate-paths", "The learning rate, on a surface",
      lesson: """
        Along y the bowl is five times as steep as along x. A small rate crawls along x; a rate \
        above 2/5 overshoots along y farther each time, and diverges.
        """
    ) { CurveLessons.bowlFigure() },
    LectureFigure(
      .training, "rate-losses", "The learning rate, in the loss",
      lesson: """
        The same network from the same weights, at three rates. Too small a rate wastes the steps; \
        too large a one leaps out of the valley and does not come back.
        """
    ) {
      var figure = try Figure.curves(
        CurveLessons.rates.map(CurveLessons.losses),
        options: CurveOptions(
          title: "Too small, right, and too large a rate", yKind: .log, best: .none))
      // It speaks of the first rate alone.
      figure.subtitle = nil
      return figure
    },
    LectureFigure(
      .training, "update-ratios", "How large the updates are beside the weights",
      lesson: """
        A rule of thumb: each update should be about a thousandth of the weights it changes. Far \
        below, nothing is learnt; far above, what was learnt is overwritten.
        """
    ) { try LayerLessons.updateFigure() },
    LectureFigure(
      .training, "loss-landscape", "The loss around the path of training",
      lesson: """
        The loss on the plane through the first weights, the last, and those of the path that are \
        farthest from the line between them. Training follows the valley, not the straight line.
        """
    ) { try LandscapeLesson(PlaneTraining.landscape.get()).figure() },
  ]
}
