public import VizBase
public import VizTensor

/// Why a computation could not be recorded or differentiated.
public enum AutodiffError: Problem {
  /// What kept a computation from being recorded or differentiated.
  public enum Kind: ProblemKind {
    /// What is wrong, by its name alone.
    case missingRule, arity, attribute, otherTape, noSeed, seedShape, inputCount, program, parameter
  }

  /// No primitive has the name (`mode` is nil), or it lacks the rule for the mode.
  case missingRule(op: String, mode: DerivativeMode?)
  /// An operation that takes so many inputs got another number of them.
  case arity(op: String, takes: ClosedRange<Int>, got: Int)
  /// An attribute that is missing, of the wrong kind, out of range or unknown.
  case attribute(op: String, name: String, reason: String)
  /// Variables of several tapes met.
  case otherTape(op: String)
  /// A gradient of something other than a scalar was asked for without saying in which direction.
  case noSeed(output: Shape)
  /// A seed of another shape than the value that it is of.
  case seedShape(seed: Shape, value: Shape)
  /// A function got another number of values, tangents or directions than it has inputs.
  case inputCount(String, takes: Int, got: Int)
  /// A value that a program does not compute, or cannot be given.
  case program(reason: String)
  /// A tape has no parameter of the name; those that it has.
  case noParameter(name: String, known: [String])

  /// What went wrong, without the particulars.
  public var kind: Kind {
    switch self {
    case .missingRule: .missingRule
    case .arity: .arity
    case .attribute: .attribute
    case .otherTape: .otherTape
    case .noSeed: .noSeed
    case .seedShape: .seedShape
    case .inputCount: .inputCount
    case .program: .program
    case .noParameter: .parameter
    }
  }

  /// What went wrong, in one line.
  public var message: String {
    switch self {
    case .missingRule(let op, nil): "\(op): there is no such primitive"
    case .missingRule(let op, .reverse): "\(op): the primitive has no vjp, which the gradient needs"
    case .missingRule(let op, .forward): "\(op): the primitive has no jvp, which tangents need"
    case .arity(let op, let takes, let got):
      "\(op): it takes \(takes.lowerBound)"
        + (takes.count > 1 ? " to \(takes.upperBound)" : "")
        + " argument\(takes == 1...1 ? "" : "s"), not \(got)"
    case .attribute(let op, let name, let reason): "\(op): attribute \(name): \(reason)"
    case .otherTape(let op): "\(op): the variables belong to different tapes"
    case .noSeed(let shape):
      "gradient: the output has shape \(shape), not a scalar's: "
        + "give a seed of that shape, or sum the output"
    case .seedShape(let seed, let value):
      "seed: its shape is \(seed), and the value that it belongs to has \(value)"
    case .inputCount(let what, let takes, let got):
      "function: it takes \(takes) \(what), one an input, not \(got)"
    case .program(let reason): "program: \(reason)"
    case .noParameter(let name, let known):
      "gradient: the tape has no parameter \(name.quoted()); "
        + (known.isEmpty ? "it has none" : "it has \(known.joined(separator: ", "))")
    }
  }
}
