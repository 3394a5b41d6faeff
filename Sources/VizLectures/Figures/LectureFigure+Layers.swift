import VizPlot

extension LectureFigure {
  static let layers = [
    LectureFigure(
      .layers, "vanishing-gradients", "Vanishing gradients",
      lesson: """
        A sigmoid's slope is at most 1/4, and the way back multiplies one slope a layer: after \
        eight layers hardly anything is left. A ReLU that is on has slope 1.
        """
    ) { try LayerLessons.flowFigure() },
    LectureFigure(
      .layers, "saturated-and-dead-units", "Saturated and dead units",
      lesson: """
        Where a tanh is flat, or a ReLU is off, no gradient comes through. Weights that are too \
        large at first saturate; steps that are too large push ReLUs off for every example.
        """
    ) { try LayerLessons.healthFigure() },
    LectureFigure(
      .layers, "activations-ridgeline", "Activations while training goes on",
      lesson: """
        Before training the tanh units answer near 0, where they are almost linear. As they learn \
        they take sides: the hump in the middle parts in two, about one a class, and some answers \
        move to the ends, where the gradient is small.
        """
    ) {
      let all = try LayerLessons.distributions().activations
      return try Figure.ridgeline(
        all.enumerated().filter { $0.offset.isMultiple(of: 3) }.map(\.element),
        title: "Tanh units learn to take sides", values: "activation of layer 2")
    },
    LectureFigure(
      .layers, "weights-heatmap", "Weights while training goes on",
      lesson: """
        The same training, one column a step: the weights spread from where they were drawn. What \
        widens without an end wants decay, or a smaller rate.
        """
    ) {
      try Figure.distributionHeatmap(
        LayerLessons.distributions().weights, title: "The weights of layer 2 spread",
        values: "weight")
    },
  ]
}
