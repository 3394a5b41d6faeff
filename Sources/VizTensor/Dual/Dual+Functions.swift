extension Dual: TensorScalar {
  public static var dtypeName: String { "dual \(Base.dtypeName)" }

  @inlinable
  public init(floatLiteral value: Double) { self.init(primal: Base(value)) }

  @inlinable
  public init(_ value: Double) { self.init(primal: Base(value)) }

  @inlinable
  public init(_ value: Int) { self.init(primal: Base(value)) }

  @inlinable
  public var asDouble: Double { primal.asDouble }

  public var wholeNumber: Int? { primal.wholeNumber }

  public static var infinity: Dual { Dual(primal: .infinity) }
  public static var nan: Dual { Dual(primal: .nan, tangent: .nan) }
  public var isNaN: Bool { primal.isNaN }
  public var isFinite: Bool { primal.isFinite }
  public var isNormal: Bool { primal.isNormal }
  public var isZero: Bool { primal.isZero && tangent.isZero }
  public var binade: Dual { Dual(primal: primal.binade) }

  public func squareRoot() -> Dual {
    let root = primal.squareRoot()
    return mapped(to: root, slope: 0.5 / root)
  }

  public static func exp(_ x: Dual) -> Dual {
    let power = Base.exp(x.primal)
    return x.mapped(to: power, slope: power)
  }

  public static func expMinusOne(_ x: Dual) -> Dual {
    x.mapped(to: .expMinusOne(x.primal), slope: .exp(x.primal))
  }

  public static func log(_ x: Dual) -> Dual {
    x.mapped(to: .log(x.primal), slope: 1 / x.primal)
  }

  public static func log(onePlus x: Dual) -> Dual {
    x.mapped(to: .log(onePlus: x.primal), slope: 1 / (1 + x.primal))
  }

  public static func sin(_ x: Dual) -> Dual {
    x.mapped(to: .sin(x.primal), slope: .cos(x.primal))
  }

  public static func cos(_ x: Dual) -> Dual {
    x.mapped(to: .cos(x.primal), slope: -.sin(x.primal))
  }

  public static func tan(_ x: Dual) -> Dual {
    let tangent = Base.tan(x.primal)
    return x.mapped(to: tangent, slope: 1 + tangent * tangent)
  }

  public static func sinh(_ x: Dual) -> Dual {
    x.mapped(to: .sinh(x.primal), slope: .cosh(x.primal))
  }

  public static func cosh(_ x: Dual) -> Dual {
    x.mapped(to: .cosh(x.primal), slope: .sinh(x.primal))
  }

  public static func tanh(_ x: Dual) -> Dual {
    x.mapped(to: .tanh(x.primal), slope: VizTensor.tanhSlope(x.primal))
  }

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
