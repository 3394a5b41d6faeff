import VizBP
import VizBase

extension Failure {
  /// The failure that an error of the library is to its user; nil for errors that are no library's.
  ///
  /// - Parameter place: The file or argument that the work was about.
  init?(_ error: any Error, about place: String? = nil) {
    switch error {
    case let error as Failure: self = error
    case let error as GraphError:
      let spot = error.place.map { "\($0)" }
      let places = [place, spot].compactMap { $0 }.joined(separator: ":")
      self.init(.badData, places.isEmpty ? nil : places, error.message, hint: error.hint)
    case let error as DiagramError:
      self.init(
        error.code == .unsuitable ? .badData : .internal, place, error.message, hint: error.hint)
    case let error as MetricError:
      let places = [place, "\(error.place)"].compactMap { $0 }
      self.init(.badData, places.joined(separator: ":"), error.message, hint: error.hint)
    case let error as PlotError:
      self.init(error.code == .data ? .badData : .usage, place, error.message, hint: error.hint)
    case let error as DrawingError:
      let isTooLarge = error.code == .tooManyPixels || error.code == .scale
      self.init(
        isTooLarge ? .badData : .internal, place, "\(error)",
        hint: isTooLarge ? "say --scale, or draw an svg or a pdf" : nil)
    case let error as Templates.Failure:
      self.init(error.code == .malformed ? .badData : .noInput, error.path, error.description)
    case let error as EventError:
      let status: Status =
        switch error.code {
        case .missing, .unreadable: .noInput
        case .unwritable: .cannotCreate
        case .full: .ioError
        case .badData: .badData
        }
      self.init(status, Files.inputName(error.path), error.message, hint: error.hint)
    case .configuration(let key, let reason, let hint) as NeuralError:
      self.init(
        place == nil ? .usage : .badData, place ?? "--\(key)",
        place == nil ? reason : "\(key): \(reason)", hint: hint)
    case .dataset(let name, let reason) as NeuralError: self.init(.badData, name, reason)
    case let error as NeuralError: self.init(.badData, place, "\(error)")
    case let error as ShapeError: self.init(.badData, place, "\(error)")
    case let error as AutodiffError: self.init(.badData, place, "\(error)")
    case let error as FormulaError: self.init(error, in: place ?? "expression")
    default: return nil
    }
  }

  /// A fault of an expression or a value, with a caret under its place.
  init(_ error: FormulaError, in argument: String) {
    let place = argument + (error.line.map { ":\($0):\(error.column ?? 1)" } ?? "")
    self.init(.badData, place, error.message)
    guard let excerpt = error.excerpt, let column = error.caretColumn,
      excerpt.contains(where: { !$0.isWhitespace })
    else { return }
    // The first line ends with the excerpt, so that the caret stands right below it.
    let lead = "error: \(place): \(error.message): " + excerpt.prefix(column - 1)
    message += ": \(excerpt)"
    hint = String(repeating: " ", count: lead.columns) + "^"
  }
}
