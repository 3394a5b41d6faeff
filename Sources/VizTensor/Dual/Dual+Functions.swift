extension Dual: TensorScalar {
  /// The base's name after "dual".
  public static var dtypeName: String { "dual \(Base.dtypeName)" }

  /// A constant: its tangent is 0.
  @inlinable
  public init(floatLiteral value: Double) { self.init(primal: Base(value)) }

  /// A constant, rounded to the base's precision.
  @inlinable
  public init(_ value: Double) { self.init(primal: Base(value)) }

  /// A constant, rounded to the base's precision.
  @inlinable
  public init(_ value: Int) { self.init(primal: Base(value)) }

  /// The primal alone.
  @inlinable
  public var asDouble: Double { primal.asDouble }

  /// The primal, where it is a whole number that fits; else nil.
  public var wholeNumber: Int? { primal.wholeNumber }

  /// Infinity, a constant.
  public static var infinity: Dual { Dual(primal: .infinity) }
  /// Not a number, in primal and tangent.
  public static var nan: Dual { Dual(primal: .nan, tangent: .nan) }
  /// Whether the primal is not a number.
  public var isNaN: Bool { primal.isNaN }
  /// Whether the primal is finite; the tangent is not asked.
  public var isFinite: Bool { primal.isFinite }
  /// Whether the primal is normal; the tangent is not asked.
  public var isNormal: Bool { primal.isNormal }
  /// Whether primal and tangent are both 0.
  public var isZero: Bool { primal.isZero && tangent.isZero }
  /// The primal's power of two with its sign, a constant.
  public var binade: Dual { Dual(primal: primal.binade) }

  /// √x, with the slope 1 / (2 √x).
  public func squareRoot() -> Dual {
    let root = primal.squareRoot()
    return mapped(to: root, slope: 0.5 / root)
  }

  /// eˣ, its own slope.
  public static func exp(_ x: Dual) -> Dual {
    let power = Base.exp(x.primal)
    return x.mapped(to: power, slope: power)
  }

  /// eˣ − 1 without cancellation near 0, with the slope eˣ.
  public static func expMinusOne(_ x: Dual) -> Dual {
    x.mapped(to: .expMinusOne(x.primal), slope: .exp(x.primal))
  }

  /// ln x, with the slope 1 / x.
  public static func log(_ x: Dual) -> Dual {
    x.mapped(to: .log(x.primal), slope: 1 / x.primal)
  }

  /// ln(1 + x) without cancellation near 0, with the slope 1 / (1 + x).
  public static func log(onePlus x: Dual) -> Dual {
    x.mapped(to: .log(onePlus: x.primal), slope: 1 / (1 + x.primal))
  }

  /// sin x, with the slope cos x.
  public static func sin(_ x: Dual) -> Dual {
    x.mapped(to: .sin(x.primal), slope: .cos(x.primal))
  }

  /// cos x, with the slope −sin x.
  public static func cos(_ x: Dual) -> Dual {
    x.mapped(to: .cos(x.primal), slope: -.sin(x.primal))
  }

  /// tan x, with the slope 1 + tan² x.
  public static func tan(_ x: Dual) -> Dual {
    let tangent = Base.tan(x.primal)
    return x.mapped(to: tangent, slope: 1 + tangent * tangent)
  }

  /// sinh x, with the slope cosh x.
  public static func sinh(_ x: Dual) -> Dual {
    x.mapped(to: .sinh(x.primal), slope: .cosh(x.primal))
  }

  /// cosh x, with the slope sinh x.
  public static func cosh(_ x: Dual) -> Dual {
    x.mapped(to: .cosh(x.primal), slope: .sinh(x.primal))
  }

  /// tanh x, with the slope 1 − tanh² x.
  public static func tanh(_ x: Dual) -> Dual {
    x.mapped(to: .tanh(x.primal), slope: VizTensor.tanhSlope(x.primal))
  }

  /// The error function, with the slope 2 / √π · e^(−x²).
  public static func erf(_ x: Dual) -> Dual {
    // 2 / √π.
    x.mapped(to: .erf(x.primal), slope: 1.1283791670955126 * .exp(-(x.primal * x.primal)))
  }

  /// The complementary error function, with the slope −2 / √π · e^(−x²).
  public static func erfc(_ x: Dual) -> Dual {
    // -2 / √π.
    x.mapped(to: .erfc(x.primal), slope: -1.1283791670955126 * .exp(-(x.primal * x.primal)))
  }

  /// The slopes at the edges are those of the primitive `pow`.
  public static func power(_ base: Dual, _ exponent: Dual) -> Dual {
    let (x, p) = (base.primal, exponent.primal)
    let value = Base.power(x, p)
    let left = base.mapped(to: value, slope: powSlopeInBase(x, p)).tangent
    let right = exponent.mapped(to: value, slope: powSlopeInExponent(x, p)).tangent
    return Dual(primal: value, tangent: left + right)
  }
}
