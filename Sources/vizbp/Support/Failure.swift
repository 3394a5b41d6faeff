import ArgumentParser
import SystemPackage
import VizBP

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The documented exit statuses of a failure, as in BSD's `sysexits.h`.
enum Status: Int32 {
  case no = 1
  case usage = 64
  case badData = 65
  case noInput = 66
  case `internal` = 70
  case cannotCreate = 73
  case ioError = 74
}

/// A failure as the user sees it: `error: PLACE: MESSAGE`, then at most one line of advice.
struct Failure: Error {
  var status: Status
  /// The file or argument concerned, with line and column where there are any.
  var place: String?
  var message: String
  var hint: String?

  init(_ status: Status, _ place: String? = nil, _ message: String, hint: String? = nil) {
    self.status = status
    self.place = place
    self.message = message
    self.hint = hint
  }
}

extension Vizbp {
  /// Says what went wrong and ends the process with the status that belongs to it.
  static func leave(with error: any Error) -> Never {
    let failure: Failure
    switch error {
    case let known as Failure: failure = known
    case let error as DiagramError:
      let status: Status = error.code == .unsuitable ? .badData : .internal
      failure = Failure(status, nil, error.message, hint: error.hint)
    case let error as DrawingError: failure = Failure(.internal, nil, "\(error)")
    case let error as GraphError: failure = Failure(.badData, nil, "\(error)", hint: error.hint)
    default:
      let code = exitCode(for: error)
      guard code == .validationFailure else {
        // Help, version, completion scripts: the parser prints them itself.
        if code.isSuccess { exit(withError: error) }
        failure = Failure(.internal, nil, String(describing: error))
        break
      }
      let lines = message(for: error).split(whereSeparator: \.isNewline)
      failure = Failure(
        .usage, nil, lines.first.map(String.init) ?? "wrong usage", hint: usageHint)
    }
    failure.report()
    Foundation_exit(failure.status.rawValue)
  }

  /// Where the help for the command in use is.
  private static var usageHint: String {
    let names = Set(configuration.subcommands.compactMap { $0.configuration.commandName })
    let used = CommandLine.arguments.dropFirst().first { names.contains($0) }
    return "see 'vizbp \(used.map { "\($0) " } ?? "")--help'"
  }
}

private func Foundation_exit(_ status: Int32) -> Never { exit(status) }

extension Failure {
  /// Prints the failure on standard error: one line, and one of advice if there is any.
  func report() {
    var text = "error: " + (place.map { "\($0): " } ?? "") + message + "\n"
    if let hint { text += hint + "\n" }
    // Nothing can be done where even this cannot be said.
    _ = try? FileDescriptor.standardError.writeAll(Array(text.utf8))
  }
}
