import SwiftProtobuf

/// The tags of TensorBoard's table of hyperparameters.
enum HyperparameterTag {
  static let experiment = "_hparams_/experiment"
  static let start = "_hparams_/session_start_info"
  static let end = "_hparams_/session_end_info"
}

extension ProtoHParams {
  init(experimentOf values: [String: Hyperparameter], metrics: [String]) {
    self.init()
    experiment.hyperparameter = values.sorted { $0.key < $1.key }.map { name, value in
      ProtoExperiment.Hyperparameter.with {
        $0.name = name
        $0.kind =
          switch value {
          case .number: .number
          case .text: .text
          case .flag: .flag
          }
      }
    }
    experiment.metric = metrics.map { tag in ProtoExperiment.Metric.with { $0.name.tag = tag } }
  }

  init(startWith values: [String: Hyperparameter], name: String, time: Double) {
    self.init()
    sessionStart.hparams = values.mapValues { value in
      switch value {
      case .number(let number): Google_Protobuf_Value(numberValue: number)
      case .text(let text): Google_Protobuf_Value(stringValue: text)
      case .flag(let flag): Google_Protobuf_Value(boolValue: flag)
      }
    }
    sessionStart.groupName = name
    sessionStart.startTimeSecs = time
  }

  init(endWith status: RunStatus, time: Double) {
    self.init()
    sessionEnd.status =
      switch status {
      case .running: .running
      case .finished: .success
      case .stopped, .failed: .failure
      }
    sessionEnd.endTimeSecs = time
  }
}

extension Hyperparameter {
  init?(_ value: Google_Protobuf_Value) {
    switch value.kind {
    case .numberValue(let number): self = .number(number)
    case .stringValue(let text): self = .text(text)
    case .boolValue(let flag): self = .flag(flag)
    default: return nil
    }
  }
}
