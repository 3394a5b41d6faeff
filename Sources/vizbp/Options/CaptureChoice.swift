import ArgumentParser
import VizBP

/// Which steps a training records, as `--capture` says it.
enum CaptureChoice: ExpressibleByArgument {
  case steps(StepSchedule)
  /// Every step that fits a share of the training's time.
  case budget(Double)

  init?(argument: String) {
    switch argument {
    case "all": self = .steps(.every(1))
    case "none": self = .steps(.none)
    case "log": self = .steps(.logarithmic(perDecade: 30))
    default:
      if argument.hasSuffix("%"), let share = Double(argument.dropLast()), share >= 0,
        share.isFinite
      {
        self = .budget(share / 100)
      } else if let interval = Int(argument.split(separator: " ").last ?? ""), interval > 0 {
        self = .steps(.every(interval))
      } else {
        return nil
      }
    }
  }

  var defaultValueDescription: String { "all" }

  var policy: CapturePolicy {
    switch self {
    case .steps(let steps): CapturePolicy(steps: steps)
    case .budget(let share): CapturePolicy(budget: share)
    }
  }
}
