import VizBP
import VizBase

extension Failure {
  /// The failure that an error of the library is to its user; nil for errors that are no library's.
  ///
  /// - Parameter argument: The file or argument that the work was about.
  init?(_ error: any Error, about argument: String? = nil) {
    switch error {
    case let error as Failure: self = error
    case .configuration(let key, let reason, let hint) as NeuralError where argument == nil:
      // Settings that no file has come from options.
      self.init(.usage, "--\(key)", reason, hint: hint)
    case let error as DrawingError where error.kind.cause == .data:
      self.init(problem: error, about: argument)
      hint = "say --scale, or draw an svg or a pdf"
    case let error as DiagramError where error.kind == .focus:
      self.init(problem: error, about: "--focus")
    case let error as ExpressionError: self.init(error, in: argument ?? "expression")
    case let error as any Problem: self.init(problem: error, about: argument)
    default: return nil
    }
  }

  /// A problem as it prints itself, in the file or argument that it is in.
  private init(problem: any Problem, about argument: String?) {
    var location = problem.location ?? ProblemLocation()
    location.file = location.file.map(Files.inputName) ?? argument
    let text = location.description
    self.init(
      Status(problem.kind.cause), text.isEmpty ? nil : text, problem.message,
      hint: problem.hint)
  }

  /// A fault of an expression or a value, with a caret under its place.
  init(_ error: ExpressionError, in argument: String) {
    self.init(problem: error, about: argument)
    guard let excerpt = error.excerpt, let column = error.caretColumn,
      excerpt.contains(where: { !$0.isWhitespace })
    else { return }
    // The first line ends with the excerpt, so that the caret stands right below it.
    let lead = "error: \(location ?? ""): \(error.message): " + excerpt.prefix(column - 1)
    message += ": \(excerpt)"
    hint = String(repeating: " ", count: lead.columns) + "^"
  }
}

extension Status {
  /// The exit status of a problem that has this cause.
  init(_ cause: ProblemCause) {
    self =
      switch cause {
      case .data: .badData
      case .request: .usage
      case .input: .noInput
      case .output: .cannotCreate
      case .device: .ioError
      case .failure: .internal
      }
  }
}
