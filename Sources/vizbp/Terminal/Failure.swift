import ArgumentParser
import SystemPackage
import VizBP
import VizBase

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
  var location: String?
  var message: String
  var hint: String?
  /// Whether nobody wants to read of it.
  var isSilent = false

  init(_ status: Status, _ location: String? = nil, _ message: String, hint: String? = nil) {
    self.status = status
    self.location = location
    self.message = message
    self.hint = hint
  }

  /// Prints the failure on standard error: one line, and one of advice if there is any.
  ///
  /// Whatever comes from the user is in them, so that both are made safe to print.
  func report() {
    if isSilent { return }
    var text =
      "error: " + ((location.map { "\($0): " } ?? "") + message).escaped(limit: 1000) + "\n"
    if let hint { text += hint.escaped(limit: 1000) + "\n" }
    // Nothing can be done where even this cannot be said.
    _ = try? FileDescriptor.standardError.writeAll(Array(text.utf8))
  }
}

extension Vizbp {
  /// Says what went wrong, or shows the help that was asked for, and ends the process with the
  /// status that belongs to it.
  static func leave(with error: any Error) -> Never {
    if let failure = Failure(error) {
      failure.report()
      exit(withError: ExitCode(failure.status.rawValue))
    }
    let code = exitCode(for: error)
    if code.isSuccess {
      // The parser itself would not notice that nobody got the help.
      let message = fullMessage(for: error)
      let text = Completions.isWanted ? Completions.knowingCommands(message) : message
      do { try Files.write(text + "\n", to: "-") } catch { leave(with: error) }
    } else if code == .validationFailure {
      leave(with: Failure(wrongUsage: message(for: error).asSentence))
    } else if !(error is ExitCode) {
      leave(with: Failure(.internal, nil, String(describing: error)))
    }
    exit(withError: code)
  }

}

extension String {
  /// The parser's words as ours: on one line, and small at the start.
  fileprivate var asSentence: String {
    let line = split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return line.prefix(1).lowercased() + line.dropFirst()
  }
}
