import Testing
import VizTrace

/// Of several losses and accuracies the ones that a run is judged by.
@Suite struct MetricRolesTests {
  /// Metrics by name, with so many values each.
  private static func roles(_ metrics: KeyValuePairs<String, Int>) -> MetricRoles {
    MetricRoles(
      metrics.map { MetricSeries(name: $0.key, values: [Double](repeating: 0.5, count: $0.value)) }
        .sorted { $0.name < $1.name })
  }

  private static let writers: [(metrics: KeyValuePairs<String, Int>, names: [String?])] = [
    // Keras by epochs and by batches.
    (
      [
        "train/batch_loss": 400, "train/batch_accuracy": 400, "train/epoch_loss": 10,
        "train/epoch_accuracy": 10, "validation/epoch_loss": 10, "validation/epoch_accuracy": 10,
      ],
      [
        "train/epoch_loss", "validation/epoch_loss", "train/epoch_accuracy",
        "validation/epoch_accuracy",
      ]
    ),
    // Without anything held out it is the finer one.
    (["train/batch_loss": 400, "train/epoch_loss": 10], ["train/batch_loss", nil, nil, nil]),
    // Keras' own history.
    (
      ["loss": 10, "accuracy": 10, "val_loss": 10, "val_accuracy": 10],
      ["loss", "val_loss", "accuracy", "val_accuracy"]
    ),
    // Lightning by steps and by epochs.
    (
      [
        "train_loss_step": 400, "train_loss_epoch": 10, "val_loss": 10, "train_acc_epoch": 10,
        "val_acc": 10, "lr-Adam": 10,
      ],
      ["train_loss_step", "val_loss", "train_acc_epoch", "val_acc"]
    ),
    (
      ["train_loss_step": 400, "train_loss_epoch": 10, "val_loss_step": 50, "val_loss_epoch": 10],
      ["train_loss_step", "val_loss_step", nil, nil]
    ),
    // An Estimator.
    (
      ["loss": 100, "loss_1": 100, "eval/loss": 5, "eval/average_loss": 5, "eval/accuracy": 5],
      ["loss", "eval/loss", nil, "eval/accuracy"]
    ),
    // Loops of one's own.
    (
      ["Loss/batch": 400, "Loss/train": 10, "Loss/val": 10],
      ["Loss/train", "Loss/val", nil, nil]
    ),
    (["train/running_loss": 90, "val/loss": 9], ["train/running_loss", "val/loss", nil, nil]),
    (["iter_loss": 90, "train_loss": 9, "test_loss": 9], ["train_loss", "test_loss", nil, nil]),
    (["loss": 90, "nll": 90, "val_nll": 9], ["nll", "val_nll", nil, nil]),
    // A part of it is not the loss.
    (
      ["train/loss": 90, "train/box_loss": 90, "val/box_loss": 9],
      ["train/loss", nil, nil, nil]
    ),
    (
      ["train/box_loss": 90, "train/cls_loss": 90, "val/cls_loss": 9],
      ["train/cls_loss", "val/cls_loss", nil, nil]
    ),
    (["val/loss": 9], [nil, "val/loss", nil, nil]),
    (
      ["train/acc": 9, "train/top5_accuracy": 90, "val/acc": 9],
      [nil, nil, "train/acc", "val/acc"]
    ),
  ]

  @Test(arguments: writers.indices)
  func theyAreTheOnesThatAreHeldOutAsWell(_ index: Int) {
    let (metrics, names) = Self.writers[index]
    let roles = Self.roles(metrics)
    let found = [
      roles.loss, roles.validationLoss, roles.accuracy, roles.validationAccuracy,
    ]
    #expect(found.map { $0?.name } == names)
  }
}
