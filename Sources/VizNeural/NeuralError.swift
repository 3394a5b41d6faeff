/// Why a network could not be built, fed or trained.
public enum NeuralError: Error, Sendable, Equatable, CustomStringConvertible {
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

  public var description: String {
    switch self {
    case .layer(let path, let reason): "\(path): \(reason)"
    case .dataset(let name, let reason): "\(name): \(reason)"
    case .table(let file, let line, let column, let reason): "\(file):\(line):\(column): \(reason)"
    case .configuration(let key, let reason, let hint):
      "\(key): \(reason)" + (hint.map { "; \($0)" } ?? "")
    case .checkpoint(let reason): "checkpoint: \(reason)"
    }
  }
}
