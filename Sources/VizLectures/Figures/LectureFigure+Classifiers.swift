import VizDrawing
import VizNeural
import VizPlot

extension LectureFigure {
  static let classifiers = [
    LectureFigure(
      .classifiers, "perceptron-line", "The perceptron finds a line",
      lesson: """
        Each mistake moves the line: the example is added to the weights, or taken away. Where a \
        line separates the classes, Rosenblatt's rule stops making mistakes after finitely many.
        """
    ) { try PerceptronLesson.separable().lineFigure },
    LectureFigure(
      .classifiers, "perceptron-xor", "The perceptron fails on XOR",
      lesson: """
        No line has both ones on one side. The rule goes round: after four mistakes the weights are \
        what they were, and the same four mistakes come again, for ever.
        """
    ) { PerceptronLesson.xor.cycleFigure },
    LectureFigure(
      .classifiers, "moons-boundary", "Two hidden layers bend the boundary",
      lesson: """
        Six tanh units, then two, then a softmax: eight units in all divide the two moons. The \
        boundary is where both classes are equally probable; it is smooth, because tanh is smooth.
        """
    ) {
      let training = try PlaneTraining.moons.get()
      return Figure.decisionBoundary(
        training.data.points, title: "Six tanh units, then two, divide the moons",
        try training.last.classifier)
    },
    LectureFigure(
      .classifiers, "moons-filmstrip", "The boundary while it is learnt",
      lesson: """
        Training first finds an almost straight line, which is right for most of the points, and \
        bends it later for the few that are left.
        """
    ) {
      let training = try PlaneTraining.moons.get()
      return Figure.decisionBoundaries(
        training.data.points,
        frames: try training.frames(count: 8).map { ("step \($0.step)", $0.network.classifier) },
        title: "First a line, then its bends")
    },
    LectureFigure(
      .classifiers, "circles-warped", "What two hidden units make of the plane",
      lesson: """
        No line separates a circle from what it encloses. The hidden layers fold the plane until \
        one does: on the right the same points and the same grid, as the last two units see them.
        """
    ) {
      let training = try PlaneTraining.circles.get()
      let network = try training.last
      return Figure.hiddenSpace(
        training.data.points, title: "Folded by the hidden layers, a line suffices",
        hidden: { points in
          // Points of a plane are what the network was built for.
          ((try? network.activations(of: 2, at: LectureNetwork.inputs(points))) ?? []).map {
            Point(x: $0.first ?? .nan, y: $0.last ?? .nan)
          }
        }, line: network.line, classifier: network.classifier)
    },
    LectureFigure(
      .classifiers, "circles-neurons", "Each neuron over the plane",
      lesson: """
        A unit of the first layer sees one direction, and is flat away from its line. The two of \
        the second layer add such half-planes up to what no half-plane is.
        """
    ) {
      let training = try PlaneTraining.circles.get()
      let network = try training.last
      let names = (1...6).map { "layer 1, unit \($0)" } + (1...2).map { "layer 2, unit \($0)" }
      let side = -1.4...1.4
      return Figure.neurons(
        names, title: "Half-planes in the first layer, shapes in the second",
        x: FieldAxis("x₁", range: side), y: FieldAxis("x₂", range: side)
      ) { points in
        guard let inputs = try? LectureNetwork.inputs(points),
          let first = try? network.activations(of: 1, at: inputs),
          let second = try? network.activations(of: 2, at: inputs)
        else { return [] }
        return zip(first, second).map { $0 + $1 }
      }
    },
  ]
}
