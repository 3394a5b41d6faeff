/// How data become places along an axis.
public struct Scale: Sendable, Hashable {
  public enum Kind: Sendable, Hashable {
    case linear
    /// Equal factors are equally long; what is not positive has no place.
    case log
    /// Linear within the given distance of zero, logarithmic beyond, for both signs.
    case symlog(Double)
    /// Seconds since 1970 in UTC.
    case time
    /// A place for each name; the data are their numbers, from 0.
    case band([String])
  }

  public var kind: Kind
  /// The data at both ends, which may be reversed; nil takes what the marks need.
  public var domain: Domain?
  /// Whether the axis begins at zero where the data alone would not make it.
  public var includesZero: Bool

  /// The data at both ends of an axis.
  public struct Domain: Sendable, Hashable {
    public var first: Double
    public var last: Double

    public init(_ first: Double, _ last: Double) {
      self.first = first
      self.last = last
    }
  }

  public init(_ kind: Kind, domain: Domain? = nil, includesZero: Bool = false) {
    self.kind = kind
    self.domain = domain
    self.includesZero = includesZero
  }

  public static let linear = Scale(.linear)
  public static let log = Scale(.log)
  public static let time = Scale(.time)
  public static func linear(_ first: Double, _ last: Double) -> Scale {
    Scale(.linear, domain: Domain(first, last))
  }
  public static func log(_ first: Double, _ last: Double) -> Scale {
    Scale(.log, domain: Domain(first, last))
  }
  public static func symlog(_ threshold: Double) -> Scale { Scale(.symlog(threshold)) }
  public static func band(_ names: [String]) -> Scale { Scale(.band(names)) }
}
