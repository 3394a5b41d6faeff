import Testing
import VizDrawing
import VizNeural
import VizPlot
import VizTensor

@testable import VizLectures

@Suite struct PlaneTrainingTests {
  @Test func theBoundaryGetsBetter() throws {
    let training = try PlaneTraining.moons.get()
    let accuracies = try training.frames.map {
      try $0.network.network.evaluate(training.data, .crossEntropy).accuracy ?? 0
    }
    let (first, last) = (try #require(accuracies.first), try #require(accuracies.last))
    #expect(first < 0.9 && last > 0.98)
    // First a line: at step 30 about what a line reaches, and no more.
    #expect(training.frames[3].step == 30 && (0.8..<0.92).contains(accuracies[3]))
  }

  @Test func theFilmHasEqualFallsOfTheLoss() throws {
    let training = try PlaneTraining.moons.get()
    let film = try training.frames(count: 8)
    #expect(film.count == 8 && film.first?.step == 0 && film.last?.step == 600)
    let losses = try film.map {
      try $0.network.network.evaluate(training.data, .crossEntropy).loss
    }
    let falls = zip(losses, losses.dropFirst()).map { $0 - $1 }
    let mean = falls.reduce(0, +) / Double(falls.count)
    // A step of the training may take the loss a little further than a frame should.
    #expect(falls.allSatisfy { $0 > 0.3 * mean && $0 < 1.7 * mean }, "\(losses)")
  }

  /// The last layer is linear, so that what it divides a line divides: here the classes.
  @Test func circlesAreDividedByALineOfTwoUnits() throws {
    let training = try PlaneTraining.circles.get()
    let network = try training.last
    #expect(try network.network.evaluate(training.data, .crossEntropy).accuracy == 1)
    let units = try network.activations(of: 2, at: training.data.inputs)
    #expect(units.allSatisfy { $0.count == 2 && $0.allSatisfy { abs($0) <= 1 } })
    // The weights after the units give the same scores as the whole network.
    let weights = network.network.parameters
    let w = try #require(weights.first { $0.name == "dense3/W" }?.value.elements)
    let b = try #require(weights.first { $0.name == "dense3/b" }?.value.elements)
    let scores = try LectureNetwork.rows(network.network.predict(training.data.inputs))
    for (unit, score) in zip(units, scores) {
      #expect(abs(unit[0] * w[0] + unit[1] * w[2] + b[0] - score[0]) < 1e-9)
    }
  }

  @Test func probabilitiesSumToOne() throws {
    let network = try PlaneTraining.moons.get().last
    for row in network.classifier([Point(x: 0, y: 0), Point(x: 1e6, y: -1e6)]) {
      #expect(row.count == 2 && abs(row[0] + row[1] - 1) < 1e-12)
    }
  }

  @Test func theLandscapeIsTheNetworksOwn() throws {
    let training = try PlaneTraining.landscape.get()
    let lesson = try LandscapeLesson(training)
    // At both ends of the path the plane holds the very weights that training had.
    for index in [0, training.frames.count - 1] {
      let loss = try lesson.loss(at: lesson.path[index])
      let own = try training.frames[index].network.network.evaluate(training.data, .crossEntropy)
      #expect(abs(loss - own.loss) < 1e-9)
    }
    let end = try lesson.loss(at: lesson.path[lesson.path.count - 1])
    #expect(try end < lesson.loss(at: lesson.path[0]) / 5)
  }
}
