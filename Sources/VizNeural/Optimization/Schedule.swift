import Foundation

/// How the learning rate changes from step to step, as a factor of the rate that was set.
public struct Schedule: Sendable, Hashable, Codable {
  /// The course after the warm-up.
  public enum Course: Sendable, Hashable, Codable {
    /// The same rate at all steps.
    case constant
    /// Times `factor` every so many steps.
    case step(every: Int, factor: Double)
    /// `factor^t`.
    case exponential(factor: Double)
    /// Half a cosine from 1 down to `floor` at the last of `steps`.
    ///
    /// Loshchilov and Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts", 2017.
    case cosine(steps: Int, floor: Double)
    /// `1 / (1 + decay t)`.
    case inverseTime(decay: Double)
  }

  /// How the factor goes on after the warm-up.
  public var course: Course
  /// Over how many steps the rate first climbs to its full height, in equal parts.
  public var warmup: Int

  /// A course after a warm-up of so many steps; without arguments, the factor is always 1.
  public init(_ course: Course = .constant, warmup: Int = 0) {
    self.course = course
    self.warmup = warmup
  }

  /// A factor of 1 at every step.
  public static let constant = Schedule()

  /// The factor at step `step`, counted from 0.
  public func factor(at step: Int) -> Double {
    if step < warmup { return Double(step + 1) / Double(warmup) }
    let t = step - max(warmup, 0)
    switch course {
    case .constant: return 1
    case .step(let every, let factor): return pow(factor, Double(t / max(every, 1)))
    case .exponential(let factor): return pow(factor, Double(t))
    case .inverseTime(let decay): return 1 / (1 + decay * Double(t))
    case .cosine(let steps, let floor):
      let progress = min(Double(t) / Double(max(steps - max(warmup, 0), 1)), 1)
      return floor + (1 - floor) * (1 + cos(.pi * progress)) / 2
    }
  }
}
