import VizPlot

extension LectureFigure {
  static let functions = [
    LectureFigure(
      .functions, "universal-approximation", "Universal approximation by sigmoids",
      lesson: """
        Each sigmoid is a step, and steps build any continuous function. The error falls with the \
        number of units; how training finds them is another question.
        """
    ) { FunctionLessons.approximationFigure() },
    LectureFigure(
      .functions, "folding", "Depth folds the input",
      lesson: """
        One layer of two ReLUs folds the line once: |2x − 1|. Each further layer folds what the \
        layers before it folded, and the linear regions double with two units more.
        """
    ) { Figure.folding() },
    LectureFigure(
      .functions, "iterates", "Why layers need a bend",
      lesson: """
        A composition of straight lines is a straight line: without a nonlinear function a deep \
        network is a shallow one. Squares, composed, bend more and more.
        """
    ) { Figure.iterates() },
    LectureFigure(
      .functions, "gradient-check-step", "The step of a numerical gradient",
      lesson: """
        A large step errs by what the method leaves out, a small one by rounding, which it divides \
        by h. The best step lies in between: near the cube root of the precision.
        """
    ) { try FunctionLessons.errorFigure() },
  ]
}
