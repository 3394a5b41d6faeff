import Testing

@testable import VizTrace

@Suite struct MetricNameTests {
  @Test(
    arguments: [
      ("loss", "loss", nil), ("val_loss", "loss", .validation), ("train/loss", "loss", .train),
      ("loss/valid", "loss", .validation), ("test-accuracy", "accuracy", .test),
      ("train_loss_epoch", "loss", .train), ("Val Loss", "Loss", .validation), ("val", "val", nil),
      ("grad_norm/layer1", "grad_norm/layer1", nil), ("eval.top1.acc", "top1.acc", .validation),
      ("interval", "interval", nil), ("", "", nil), ("eval_holdout/loss", "loss", .validation),
      ("eval_train/loss", "loss", .train), ("eval_test/accuracy", "accuracy", .test),
      ("eval_loss/a", "loss/a", .validation), ("loss (2)", "loss", nil),
      ("val_loss (12)", "loss", .validation), ("loss (a)", "loss (a)", nil), ("(2)", "(2)", nil),
      ("history/val_loss", "history/loss", .validation), ("loss_val.box", "loss_box", .validation),
    ] as [(String, String, MetricName.Split?)])
  func theDataAreNamedApart(name: String, base: String, split: MetricName.Split?) {
    let metric = MetricName(name)
    #expect(metric.base == base && metric.split == split)
  }

  @Test func theBetterWayIsKnownByName() {
    for name in ["loss", "val_loss", "rmse", "cross_entropy", "test error", "perplexity"] {
      #expect(MetricName(name).better == .lower, "\(name)")
    }
    for name in ["accuracy", "val_acc", "f1", "top5", "mean_iou", "reward"] {
      #expect(MetricName(name).better == .higher, "\(name)")
    }
    for name in ["lr", "grad_norm", "epoch", "momentum", ""] {
      #expect(MetricName(name).better == nil, "\(name)")
    }
  }
}
