import CVizKernels

/// How wide the vectors are that measure tensors.
///
/// The results are the same to the last bit; only the time differs. A machine uses the widest that it
/// has, or what the environment variable `VIZBP_VECTORS` says.
public enum VectorWidth: String, Sendable, CaseIterable, Comparable {
  /// What every processor of the kind has: SSE2 on x86-64, NEON on 64-bit ARM.
  case plain
  /// Eight floats, with fused products.
  case avx2
  /// Sixteen floats.
  case avx512

  private var code: Int32 {
    switch self {
    case .plain: 0
    case .avx2: 1
    case .avx512: 2
    }
  }

  private init(code: Int32) {
    self = Self.allCases.first { $0.code == code } ?? .plain
  }

  /// Whether one is narrower than another.
  public static func < (a: VectorWidth, b: VectorWidth) -> Bool { a.code < b.code }

  /// The widest that this machine has.
  public static var widest: VectorWidth { VectorWidth(code: viz_widest()) }

  /// What is used now.
  public static var current: VectorWidth { VectorWidth(code: viz_width()) }

  /// Uses another width from now on, in the whole process; the widest where the machine lacks it.
  package static func use(_ width: VectorWidth) { viz_set_width(width.code) }

  /// What is wrong with the value of `VIZBP_VECTORS`, if anything is.
  package static var complaint: String? {
    let names = allCases.map(\.rawValue)
    switch viz_asked_width() {
    case -1: return nil
    case -2: return "it must be one of \(names.joined(separator: ", "))"
    case let asked where asked > widest.code:
      return "this machine has no vectors wider than \(widest.rawValue)"
    default: return nil
    }
  }
}
