import VizBase

/// A layer in words, as a file of settings has it, or several with what is made of them.
///
///     network = [
///       "conv 16 relu",
///       ["residual", "batch-norm", "relu", "conv 16"],
///       "mean-over-pixels",
///     ]
///
/// `LayerKind` has the words of a layer, `LayerGroup` those that a list may begin with.
public enum LayerDescription: Sendable, Hashable, Codable, CustomStringConvertible {
  /// A layer: its name, and what belongs to it.
  case layer(String)
  /// A list: what is made of the layers after its first entry.
  case group([LayerDescription])

  /// Decodes a text, or a list of texts and lists.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let words = try? container.decode(String.self) {
      self = .layer(words)
    } else if let parts = try? container.decode([LayerDescription].self) {
      self = .group(parts)
    } else {
      throw DecodingError.typeMismatch(
        String.self,
        .init(
          codingPath: container.codingPath,
          debugDescription: "expected a layer in quotation marks, or a list of such"))
    }
  }

  /// Encodes the text or the list.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .layer(let words): try container.encode(words)
    case .group(let parts): try container.encode(parts)
    }
  }

  /// The words, those of a list in brackets.
  public var description: String {
    switch self {
    case .layer(let words): words
    case .group(let parts): "[\(parts.map(\.description).joined(separator: "; "))]"
    }
  }
}

/// Why a layer in words is none, before it is known where it stands.
struct LayerRefusal: Error {
  var reason: String
  var hint: String?
}
