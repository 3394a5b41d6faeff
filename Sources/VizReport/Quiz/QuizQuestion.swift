/// A question on a graph, with its answer, which no page has but as a hash.
struct QuizQuestion: Sendable {
  enum Kind: String, Sendable {
    /// The gradient of a node.
    case gradient
    /// The derivative of a node in one of its inputs alone.
    case local
    /// Which input lowers the output most, and in which direction.
    case move
    /// At which node of another run a rule is wrong.
    case fault
  }

  enum Answer: Sendable, Hashable {
    /// To ``precision`` significant digits.
    case number(Double)
    /// One of the choices.
    case choice(String)

    static let precision = 3

    /// The answer as it is hashed: `-1.97e-1`.
    var text: String {
      switch self {
      case .number(let value): QuizQuestion.rounded(value)
      case .choice(let text): text
      }
    }
  }

  /// A way to be wrong that many take.
  enum Slip: String, Sendable {
    case sign, upstream, local, fan, factors, direction, smaller, both

    /// What is said to who took it.
    var words: String {
      switch self {
      case .sign: "The size is right, the sign is the other one."
      case .upstream:
        "That is the local derivative alone: multiply it by what comes from above."
      case .local: "That is what comes from above: multiply it by the local derivative."
      case .fan: "That is one of the ways alone: where a value is used several times, they add up."
      case .factors:
        "The factors are switched: each input of a product gets upstream × the other factor."
      case .direction: "The input is right, but in this direction the output rises."
      case .smaller: "That lowers the output, but another input lowers it more."
      case .both: "In this direction the output rises: it falls against the gradient."
      }
    }
  }

  var kind: Kind
  var text: String
  /// One after the other, the first with blanks.
  var hints: [String]
  var choices: [String] = []
  /// The indices of the nodes that it is about.
  var nodes: [Int]
  var answer: Answer
  var slips: [(answer: Answer, slip: Slip)] = []
  /// What a right answer is told.
  var reason: String
  /// Numbers of another run: of each node the name, the value and the gradient.
  var table: [[String]] = []

  /// The number as a student should round it, always with an exponent.
  static func rounded(_ value: Double) -> String {
    guard value != 0, value.isFinite else { return value == 0 ? "0.00e+0" : "NaN" }
    var exponent = 0
    var size = value.magnitude
    // The few steps of numbers that a sheet shows.
    while size >= 10, exponent < 400 { (size, exponent) = (size / 10, exponent + 1) }
    while size < 1, exponent > -400 { (size, exponent) = (size * 10, exponent - 1) }
    var digits = (size * 100).rounded()
    if digits >= 1000 { (digits, exponent) = (digits / 10, exponent + 1) }
    // In range: from 100 to 999.
    let whole = Int(digits)
    let fraction = whole % 100
    return (value < 0 ? "-" : "") + "\(whole / 100).\(fraction < 10 ? "0" : "")\(fraction)e"
      + (exponent < 0 ? "\(exponent)" : "+\(exponent)")
  }
}
