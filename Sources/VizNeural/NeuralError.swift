public import VizBase

/// Why a network could not be built, fed or trained.
public enum NeuralError: Problem {
  /// What kept a network from being built, fed or trained.
  public enum Kind: ProblemKind { case layer, dataset, table, configuration, checkpoint }

  /// A layer, by its path in the network, and what it cannot do.
  case layer(String, reason: String)
  /// A data set, or the file that it was to come from.
  case dataset(String, reason: String)
  /// A place in a file of examples, both from 1, and what is wrong there.
  case table(String, line: Int, column: Int, reason: String)
  /// A key of a configuration, what is wrong with its value, and what would fit.
  case configuration(key: String, reason: String, hint: String?)
  /// A checkpoint that belongs to another network or is damaged.
  case checkpoint(reason: String)

  /// What went wrong, without the particulars.
  public var kind: Kind {
    switch self {
    case .layer: .layer
    case .dataset: .dataset
    case .table: .table
    case .configuration: .configuration
    case .checkpoint: .checkpoint
    }
  }

  /// The data set, or the place in its file.
  public var location: ProblemLocation? {
    switch self {
    case .dataset(let name, _): ProblemLocation(file: name)
    case .table(let file, let line, let column, _):
      ProblemLocation(file: file, line: line, column: column)
    case .layer, .configuration, .checkpoint: nil
    }
  }

  /// What went wrong, in one line.
  public var message: String {
    switch self {
    case .layer(let path, let reason): "\(path): \(reason)"
    case .dataset(_, let reason), .table(_, _, _, let reason): reason
    case .configuration(let key, let reason, _): "\(key): \(reason)"
    case .checkpoint(let reason): "checkpoint: \(reason)"
    }
  }

  /// What would fit.
  public var hint: String? {
    if case .configuration(_, _, let hint) = self { hint } else { nil }
  }

  /// On one line, with what would fit.
  public var description: String {
    (location.map { "\($0): " } ?? "") + message + (hint.map { "; \($0)" } ?? "")
  }
}
