/// How data become places along an axis.
public struct Scale: Sendable, Hashable {
  /// The rule by which data become places.
  public enum Kind: Sendable, Hashable {
    /// Equal differences are equally long.
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

  /// The rule by which data become places.
  public var kind: Kind
  /// The data at both ends, which may be reversed; nil takes what the marks need.
  public var domain: Domain?
  /// Whether the axis begins at zero where the data alone would not make it.
  public var includesZero: Bool

  /// The data at both ends of an axis.
  public struct Domain: Sendable, Hashable {
    /// What lies at the left or the lower end.
    public var first: Double
    /// What lies at the right or the upper end; less than `first` on a reversed axis.
    public var last: Double

    /// Both ends, the left or the lower one first.
    public init(_ first: Double, _ last: Double) {
      self.first = first
      self.last = last
    }
  }

  /// A scale over the data that the marks need, unless it is given a domain.
  public init(_ kind: Kind, domain: Domain? = nil, includesZero: Bool = false) {
    self.kind = kind
    self.domain = domain
    self.includesZero = includesZero
  }

  /// Equal differences are equally long, over what the marks need.
  public static let linear = Scale(.linear)
  /// Equal factors are equally long, over what the marks need; only positive numbers have a place.
  public static let log = Scale(.log)
  /// Seconds since 1970, with ticks at dates and times in UTC, over what the marks need.
  public static let time = Scale(.time)
  /// A linear scale between two numbers, the left or the lower one first.
  public static func linear(_ first: Double, _ last: Double) -> Scale {
    Scale(.linear, domain: Domain(first, last))
  }
  /// A logarithmic scale between two positive numbers; without effect where one is not positive.
  public static func log(_ first: Double, _ last: Double) -> Scale {
    Scale(.log, domain: Domain(first, last))
  }
  /// Linear within the threshold of zero, logarithmic beyond; a threshold of 1 if not positive.
  public static func symlog(_ threshold: Double) -> Scale { Scale(.symlog(threshold)) }
  /// A place for each name, in their order; the data are the names' indices, from 0.
  public static func band(_ names: [String]) -> Scale { Scale(.band(names)) }
}
