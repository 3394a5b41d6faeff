import RealModule
import Synchronization
import VizAutodiff
import VizTensor

/// A double that counts what is done to it: the engine is generic, so its operations can be
/// counted by running it.
struct Counted: TensorScalar {
  var value: Double

  /// The counts of one run; every task has its own.
  final class Counter: Sendable {
    private let counts = Mutex(OperationCount())

    func add(_ m: Int, _ a: Int, _ t: Int) {
      counts.withLock {
        $0 += OperationCount(multiplications: m, additions: a, transcendentals: t)
      }
    }

    var count: OperationCount { counts.withLock { $0 } }
  }

  @TaskLocal static var counter: Counter?

  /// What `body` does to counted numbers.
  static func count(_ body: () throws -> Void) rethrows -> OperationCount {
    let counter = Counter()
    try $counter.withValue(counter) { try body() }
    return counter.count
  }

  private static func done(_ m: Int, _ a: Int, _ t: Int, _ value: Double) -> Counted {
    counter?.add(m, a, t)
    return Counted(value: value)
  }

  init(value: Double) { self.value = value }
  init(_ value: Double) { self.value = value }
  init(_ value: Int) { self.value = Double(value) }
  init(integerLiteral value: Int) { self.value = Double(value) }
  init(floatLiteral value: Double) { self.value = value }
  init?<Source: BinaryInteger>(exactly source: Source) { self.init(value: Double(source)) }

  static var dtypeName: String { "counted" }
  static var infinity: Counted { Counted(.infinity) }
  static var nan: Counted { Counted(.nan) }
  var asDouble: Double { value }
  var wholeNumber: Int? { Int(exactly: value) }
  var isNaN: Bool { value.isNaN }
  var isFinite: Bool { value.isFinite }
  var isNormal: Bool { value.isNormal }
  var isZero: Bool { value.isZero }
  var binade: Counted { Counted(value.binade) }
  var magnitude: Counted { Counted(value.magnitude) }

  static func == (a: Counted, b: Counted) -> Bool { a.value == b.value }
  static func < (a: Counted, b: Counted) -> Bool { a.value < b.value }
  static prefix func - (a: Counted) -> Counted { Counted(-a.value) }
  static func + (a: Counted, b: Counted) -> Counted { done(0, 1, 0, a.value + b.value) }
  static func - (a: Counted, b: Counted) -> Counted { done(0, 1, 0, a.value - b.value) }
  static func * (a: Counted, b: Counted) -> Counted { done(1, 0, 0, a.value * b.value) }
  static func / (a: Counted, b: Counted) -> Counted { done(1, 0, 0, a.value / b.value) }
  static func += (a: inout Counted, b: Counted) { a = a + b }
  static func -= (a: inout Counted, b: Counted) { a = a - b }
  static func *= (a: inout Counted, b: Counted) { a = a * b }
  static func /= (a: inout Counted, b: Counted) { a = a / b }

  func squareRoot() -> Counted { Self.done(0, 0, 1, value.squareRoot()) }
  static func exp(_ x: Counted) -> Counted { done(0, 0, 1, .exp(x.value)) }
  static func expMinusOne(_ x: Counted) -> Counted { done(0, 0, 1, .expMinusOne(x.value)) }
  static func log(_ x: Counted) -> Counted { done(0, 0, 1, .log(x.value)) }
  static func log(onePlus x: Counted) -> Counted { done(0, 0, 1, .log(onePlus: x.value)) }
  static func sin(_ x: Counted) -> Counted { done(0, 0, 1, .sin(x.value)) }
  static func cos(_ x: Counted) -> Counted { done(0, 0, 1, .cos(x.value)) }
  static func tan(_ x: Counted) -> Counted { done(0, 0, 1, .tan(x.value)) }
  static func sinh(_ x: Counted) -> Counted { done(0, 0, 1, .sinh(x.value)) }
  static func cosh(_ x: Counted) -> Counted { done(0, 0, 1, .cosh(x.value)) }
  static func tanh(_ x: Counted) -> Counted { done(0, 0, 1, .tanh(x.value)) }
  static func erf(_ x: Counted) -> Counted { done(0, 0, 1, .erf(x.value)) }
  static func erfc(_ x: Counted) -> Counted { done(0, 0, 1, .erfc(x.value)) }

  static func power(_ base: Counted, _ exponent: Counted) -> Counted {
    done(0, 0, 1, Double.power(base.value, exponent.value))
  }
}
