import VizEvents
import VizTrace

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A program that logs, for tests that kill it or take its rights away, and for TensorBoard to read:
///
///     VizEventsWriter flood FOLDER [STEP]    logs from STEP on, until it is killed; prints each
///                                                step up to which all is in the file
///     VizEventsWriter sample FOLDER COUNT    logs a bit of everything, and COUNT scalars
///     VizEventsWriter step FOLDER            logs one scalar
@main
enum Writer {
  static func main() {
    do {
      try run(Array(CommandLine.arguments.dropFirst()))
    } catch {
      print("\(error)")
      exit(1)
    }
  }

  private static func run(_ arguments: [String]) throws {
    guard arguments.count >= 2 else { return print("usage: flood|sample|step FOLDER [NUMBER]") }
    let number = arguments.count > 2 ? Int(arguments[2]) : nil
    switch arguments[0] {
    case "flood": try flood(arguments[1], from: number)
    case "sample": try sample(arguments[1], count: number ?? 100)
    default:
      let log = try EventLog(folder: arguments[1])
      log.scalar("loss", 1, step: 1)
      log.close()
    }
  }

  private static func flood(_ folder: String, from start: Int?) throws {
    let log = try EventLog(
      folder: folder, options: EventLog.Options(flushInterval: 0.001, resumingAt: start))
    var step = start ?? 0
    while true {
      log.scalar("loss", Double(step) / 3, step: step)
      log.scalar("rate", 1 / Double(step + 1), step: step)
      if step.isMultiple(of: 10) {
        log.histogram(
          "weights", Histogram(edges: [0, 1, Double(step + 2)], counts: [step, 1]), step: step)
        log.nodes(
          (0..<3).map { NodeRecord(node: "node \($0)", value: Statistics(of: [0, 1, 2])) },
          step: step)
      }
      if step.isMultiple(of: 20) {
        log.flush()
        print(step)
        fflush(nil)
      }
      step += 1
    }
  }

  /// Numbers that are as hard to keep as any; `Tests/Oracles/tensorboard/reads.py` knows them, too.
  static func value(_ step: Int) -> Double {
    switch step % 10 {
    case 8: .nan
    case 9: step % 20 == 9 ? .infinity : -.infinity
    default: Double(step) / (step % 2 == 0 ? 7 : -3e5)
    }
  }

  private static func sample(_ folder: String, count: Int) throws {
    let log = try EventLog(folder: folder)
    log.hyperparameters(
      ["lr": 0.01, "optimizer": "adam", "nesterov": true], metrics: ["loss"], name: "sample")
    log.graph(
      ComputationGraph(
        nodes: [
          Node(id: "x", op: "input", scope: "net/layer 1", shape: [2, 3]),
          Node(id: "x/a", op: "relu", inputs: ["x"], scope: "net/layer 1"),
          Node(id: "ünï ✓", op: "mul", inputs: ["x", "x/a"], dtype: .float32),
        ], outputs: ["ünï ✓"]))
    for step in 0..<count {
      log.scalar("loss", value(step), step: step, wallTime: 1_700_000_000 + Double(step) / 8)
    }
    for step in 0..<max(count / 10, 1) {
      log.histogram(
        "layer/weights",
        Histogram(
          edges: (0...30).map { Double($0) / 7 - Double(step) },
          counts: (0..<30).map { $0 * step }), step: step)
    }
    log.nodes([NodeRecord(node: "x", value: Statistics(of: [1, 2]))], step: 3)
    log.text("note", "a **bold** word", step: 1)
    // One white pixel.
    let png: [UInt8] = [
      0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d, 0x49, 0x48, 0x44, 0x52, 0, 0,
      0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0, 0x3a, 0x7e, 0x9b, 0x55, 0, 0, 0, 0x0a, 0x49, 0x44, 0x41,
      0x54, 0x78, 0x9c, 0x63, 0xf8, 0x0f, 0, 1, 1, 1, 0, 0x1b, 0xb6, 0xee, 0x56, 0, 0, 0, 0, 0x49,
      0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82,
    ]
    log.image("boundary", png: png, width: 1, height: 1, step: 2)
    log.close(status: .finished)
  }
}
