/// Which steps of a training are looked at.
public enum StepSchedule: Sendable, Hashable {
  /// Step 0, n, 2n, …; 1 for every step.
  case every(Int)
  /// So many steps of every power of ten, evenly spread on a logarithmic scale, from step 0 on:
  /// closely where much happens, rarely later.
  case logarithmic(perDecade: Int)
  /// These steps alone.
  case chosen(Set<Int>)
  /// No step.
  case none

  /// Whether a step, counted from 0, is looked at.
  public func contains(_ step: Int) -> Bool {
    switch self {
    case .every(let interval): return interval > 0 && step.isMultiple(of: interval)
    case .logarithmic(let perDecade):
      guard perDecade > 0, step >= 0 else { return false }
      if step <= 1 { return true }
      // The step is chosen where a mark lies between it and the one before.
      func marks(_ step: Int) -> Int { Int(log10OfStep(step) * Double(perDecade) + 1e-9) }
      return marks(step) > marks(step - 1)
    case .chosen(let steps): return steps.contains(step)
    case .none: return false
    }
  }
}
