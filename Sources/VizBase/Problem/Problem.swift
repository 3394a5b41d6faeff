/// What every error of this package says: what kind it is, where it is, what is wrong, and what to
/// do about it.
///
/// `description` is one line that is safe to print.
public protocol Problem: Error, Sendable, Equatable, CustomStringConvertible {
  /// What can be wrong.
  associatedtype Kind: ProblemKind

  /// What is wrong, for programs.
  var kind: Kind { get }
  /// Where it is; nil where only the caller knows.
  var location: ProblemLocation? { get }
  /// What is wrong, for people: one sentence without the location.
  var message: String { get }
  /// What to do about it, in one line.
  var hint: String? { get }
}

extension Problem {
  /// None, unless a type has one.
  public var hint: String? { nil }
  /// None, unless a type has one.
  public var location: ProblemLocation? { nil }

  /// `FILE:LINE:COLUMN: what is wrong`, with as much of the location as is known.
  public var description: String {
    if let location, !location.description.isEmpty { "\(location): \(message)" } else { message }
  }
}

/// The kinds of one type of problem.
public protocol ProblemKind: Sendable, Hashable {
  /// Whose fault it is, which a program's exit status says.
  var cause: ProblemCause { get }
}

extension ProblemKind {
  /// ``ProblemCause/data``, unless a kind says otherwise.
  public var cause: ProblemCause { .data }
}

/// Whose fault a problem is.
public enum ProblemCause: Sendable, Hashable, CaseIterable {
  /// What was given is not what it should be.
  case data
  /// What was asked for has no meaning.
  case request
  /// What should be read is missing, or cannot be read.
  case input
  /// What should be written cannot be created.
  case output
  /// A device failed, or has no room left.
  case device
  /// The package's own, or that of a library that it uses.
  case failure
}
