import VizBase
import VizDiagnosis
import VizEvents
import VizTrace

extension RunDigest.Content {
  /// What a digest keeps of a run.
  ///
  /// - Throws: `EventError` where the run cannot be read.
  init(_ run: ReportedRun, location: String, part: String) throws {
    let (history, outcome) = (run.history, run.outcome)
    self.location = location
    self.part = part
    state = history.state == .unknown ? "" : "\(history.state)"
    steps = history.lastStep
    seconds = history.seconds
    settings = try RunSetting.all(of: history)
    verdict = Verdict(run)
    loss = outcome.loss.map(RunDigest.Loss.init)
    heldOut = outcome.heldOut.map(RunDigest.Loss.init)
    accuracy = outcome.accuracy
    isAccuracyHeldOut = outcome.isAccuracyHeldOut
    findings = run.findings.map { finding in
      RunDigest.Found(
        rule: finding.rule.rawValue, severity: finding.severity.rawValue,
        title: finding.title.escaped(limit: 120), sentence: finding.sentence.escaped(limit: 600),
        advice: finding.advice.escaped(limit: 600), step: finding.step)
    }
    strip = try Strip(run, size: .digest)
    beginning = RunDigest.Beginning(history)
    remarks = history.remarks.map {
      RunDigest.Remark(
        kind: $0.kind.rawValue, file: $0.file.withoutStrayBytes, what: $0.what.withoutStrayBytes)
    }
  }

  /// Whether all that belongs together is of one length, as nothing but a file by hand is not.
  var isSound: Bool {
    beginning.metrics.allSatisfy { $0.steps.count == $0.values.count } && strip?.isSound ?? true
  }
}

extension RunDigest.Loss {
  fileprivate init(_ loss: LossOutcome) {
    self.init(
      name: loss.name, start: loss.start, end: loss.end, best: loss.best.value,
      bestStep: loss.best.step)
  }
}

extension RunDigest.Beginning {
  /// As many numbers tell whether two runs began alike.
  private static let mostNumbers = 8
  private static let mostNodes = 24

  fileprivate init(_ history: RunHistory) {
    // How long a step took is never the same.
    let metrics = history.metrics.filter { !RunLog.isOwn($0.name) }
    // A learning rate that differs is a setting that does.
    let measured = metrics.filter { SettingKind(MetricName($0.name).base) != .rate }
    self.metrics = measured.prefix(Self.mostNumbers).map { series in
      RunDigest.Start(
        name: series.name.escaped(limit: 60),
        steps: Array(series.steps.prefix(Self.mostNumbers)),
        values: Array(series.values.prefix(Self.mostNumbers)))
    }
    var hash = Fingerprint()
    for series in metrics {
      hash.add(series.name)
      for (step, value) in zip(series.steps, series.values) {
        hash.add(step)
        hash.add(value)
      }
    }
    (values, gradients) = ([], [])
    for track in history.nodes.tracks {
      let (value, gradient) = (track.value.row(at: 0), track.gradient.row(at: 0))
      if track.isParameter, values.count < Self.mostNodes {
        let name = track.node.escaped(limit: 60)
        if value != nil {
          values.append(RunDigest.Norm(name: name, norm: track.value.magnitude(at: 0)))
        }
        if gradient != nil {
          gradients.append(RunDigest.Norm(name: name, norm: track.gradient.magnitude(at: 0)))
        }
      }
      for index in history.nodes.steps.indices {
        for row in [track.value.row(at: index), track.gradient.row(at: index)] {
          hash.add(row?.norm ?? .nan)
        }
      }
    }
    self.hash = hash.text
  }
}

/// Tells equal sequences of numbers from others: 64 bits by the method of Fowler, Noll and Vo.
private struct Fingerprint {
  private var state: UInt64 = 0xcbf2_9ce4_8422_2325

  mutating func add(_ number: Double) {
    // Every NaN is as good as any other.
    add(number.isNaN ? Double.nan.bitPattern : number.bitPattern)
  }

  mutating func add(_ text: String) { for byte in text.utf8 { add(UInt64(byte)) } }

  private mutating func add(_ bits: UInt64) {
    state = (state ^ bits) &* 0x100_0000_01b3
    // Numbers differ in their upper bits, which a product carries no further down.
    state ^= state >> 32
  }

  var text: String { String(state, radix: 16) }
}
