import VizBP

/// A network in training.
protocol Training {
  associatedtype Trained: Network
  init(_ network: Trained) throws
  /// Forward, backward, update; the loss before the update.
  mutating func step() throws -> Double
}

/// Records once, and then runs the program of that.
struct ProgramTraining<Trained: Network>: Training {
  private let program: TapeProgram<Trained.Scalar>
  private let parameters: [Variable<Trained.Scalar>]
  private let rate: Trained.Scalar

  init(_ network: Trained) throws {
    let tape = Tape<Trained.Scalar>()
    parameters = network.parameters.map { tape.parameter($0) }
    rate = network.rate
    program = try TapeProgram(
      of: network.loss(parameters, on: tape), withRespectTo: parameters)
  }

  func step() throws -> Double {
    try program.forward()
    try program.backward()
    for parameter in parameters {
      try program.update(parameter) { elements, gradient in elements.add(gradient, times: -rate) }
    }
    return program.withValue(of: program.output.index) { $0[0].asDouble } ?? .nan
  }
}

/// Records anew at every step.
struct TapeTraining<Trained: Network>: Training {
  private let network: Trained
  private var parameters: [Tensor<Trained.Scalar>]

  init(_ network: Trained) {
    self.network = network
    parameters = network.parameters
  }

  mutating func step() throws -> Double {
    let tape = Tape<Trained.Scalar>()
    let variables = parameters.map { tape.parameter($0) }
    let loss = try network.loss(variables, on: tape)
    let gradient = try tape.gradient(of: loss, withRespectTo: variables)
    for (position, variable) in variables.enumerated() {
      try parameters[position].add(gradient[variable], times: -network.rate)
    }
    return loss.value.elements[0].asDouble
  }
}
