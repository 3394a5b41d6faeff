import Testing
import VizTensor

@testable import VizAutodiff

@Suite struct BackpropagationTests {
  /// The neuron of the page of comment above the walk, as the tape has it.
  private func neuron() throws -> (tape: Tape<Double>, f: Variable<Double>) {
    let tape = Tape<Double>()
    let (w0, x0) = (tape.parameter(2, named: "w0"), tape.input(-1, named: "x0"))
    let (w1, x1) = (tape.parameter(-3, named: "w1"), tape.input(-2, named: "x1"))
    let w2 = tape.parameter(-3, named: "w2")
    let p = try w0 * x0
    let q = try w1 * x1
    return (tape, try sigmoid(p + q + w2))
  }

  private let values = [2, -1, -3, -2, -3, -2, 6, 4, 1, 0.73]
  private let cotangents = [-0.20, 0.39, -0.39, -0.59, 0.20, 0.20, 0.20, 0.20, 0.20, 1]

  @Test func theWalkGivesTheTableOfTheComment() throws {
    let (tape, f) = try neuron()
    let walked = try tape.cotangents(from: f.index, seed: 1)
    #expect(tape.nodes.count == values.count && walked.count == values.count)
    for index in tape.nodes.indices {
      let value = try #require(tape.nodes[index].value.scalar)
      let cotangent = try #require(walked[index]?.scalar)
      #expect(abs(value - values[index]) < 0.005 && abs(cotangent - cotangents[index]) < 0.005)
    }
  }

  /// What users call, by its fast paths, has the same bits.
  @Test func theGradientIsTheWalk() throws {
    let (tape, f) = try neuron()
    let walked = try tape.cotangents(from: f.index, seed: 1)
    let gradient = try tape.gradient(of: f)
    for index in tape.nodes.indices { #expect(gradient.at(index) == walked[index]) }
  }

  @Test func aContributionIsUpstreamTimesLocal() throws {
    let (tape, f) = try neuron()
    for index in tape.nodes.indices {
      guard case .primitive(let primitive) = tape.nodes[index].origin, let rule = primitive.vjp
      else { continue }
      for position in tape.nodes[index].inputs.indices {
        let plain = try tape.contribution(0.5, of: index, to: position, by: rule)
        #expect(try tape.vjp(0.5, of: index, to: position) == plain)
      }
    }
    #expect(f.index == 9)
  }

  @Test func onlyWhatIsWantedIsWalked() throws {
    let (tape, f) = try neuron()
    var isWanted = [Bool](repeating: true, count: tape.nodes.count)
    isWanted[5] = false
    let walked = try tape.cotangents(from: f.index, seed: 1, where: isWanted)
    #expect(walked[5] == nil && walked[0] == nil && walked[2] != nil)
  }

  @Test func whatArrivesByTwoWaysAddsUp() throws {
    let tape = Tape<Double>()
    let x = tape.input(3)
    let f = try x * x
    #expect(try tape.cotangents(from: f.index, seed: 1)[0]?.scalar == 6)
  }
}
