import SystemPackage
import VizBase
import VizTrace

/// A file in which a program logs the metrics of one run, or MLflow's folder of such, as they are
/// found below a folder.
struct MetricFile: Sendable, Hashable {
  enum Kind: Sendable, Hashable {
    /// A table of any kind that ``/VizTrace/MetricTable`` reads.
    case table
    /// A folder with a file for each metric, whose lines have time, value and step.
    case folderOfMLflow
    /// A folder with a table for each part of the data that CatBoost looks at.
    case folderOfCatBoost
  }

  var path: String
  var kind: Kind

  /// What the run is called: the folder that the file lies in.
  var runFolder: String {
    kind == .folderOfCatBoost ? path : FilePath(path).removingLastComponent().string
  }

  /// The logs among the names of what is in a folder.
  ///
  /// - Parameter isRun: Whether the folder has event files, which say the same and more.
  static func files(among names: [String], of folder: String, isRun: Bool) -> [MetricFile] {
    if isRun { return [] }
    func path(_ name: String) -> String { FilePath(folder).appending(name).string }
    if names.contains("metrics"), names.contains("meta.yaml") || names.contains("params"),
      EventFiles.isFolder(path("metrics"))
    {
      return [MetricFile(path: path("metrics"), kind: .folderOfMLflow)]
    }
    let tables = names.filter { isLog($0) && !EventFiles.isFolder(path($0)) }.map {
      MetricFile(path: path($0), kind: .table)
    }
    // The same numbers are in its JSON file and in its event files, where it writes them.
    guard names.contains(where: { partOfCatBoost($0) != nil }),
      !names.contains("catboost_training.json"),
      LogPart.parts(among: names, of: folder, hasEvents: false).isEmpty
    else { return tables }
    return tables + [MetricFile(path: folder, kind: .folderOfCatBoost)]
  }

  /// Which data a table of CatBoost is of: `learn` of `learn_error.tsv`; nil for other files.
  private static func partOfCatBoost(_ name: String) -> String? {
    guard name.hasSuffix("_error.tsv"), name.hasPrefix("learn_") || name.hasPrefix("test") else {
      return nil
    }
    return String(name.dropLast("_error.tsv".count))
  }

  /// The names under which programs log metrics: Lightning and Sacred, Stable Baselines, Keras,
  /// Ultralytics, Transformers, Ray, CatBoost, XGBoost, MMCV and MMEngine.
  private static func isLog(_ name: String) -> Bool {
    let name = name.lowercased()
    return names.contains(name) || name.hasSuffix(".monitor.csv") || name.hasSuffix(".log.json")
  }

  private static let names: Set = [
    "metrics.csv", "metrics.json", "metrics.jsonl", "progress.csv", "progress.json", "monitor.csv",
    "log.csv", "log.jsonl", "training.csv", "training.log", "train_log.csv", "history.csv",
    "history.json", "history.jsonl", "results.csv", "result.json", "trainer_state.json",
    "catboost_training.json", "evals_result.json", "all_results.json", "scalars.json",
  ]

  /// Without the states that Transformers kept in earlier checkpoints: the last one has all.
  static func withoutEarlierStates(_ files: [MetricFile]) -> [MetricFile] {
    let state = "trainer_state.json"
    var latest: [String: (count: Int, path: String)] = [:]
    func checkpoint(_ file: MetricFile) -> (run: String, count: Int)? {
      let path = FilePath(file.path)
      guard path.lastComponent?.string == state else { return nil }
      let folder = path.removingLastComponent()
      guard let name = folder.lastComponent?.string, name.hasPrefix("checkpoint-"),
        let count = Int(name.dropFirst("checkpoint-".count))
      else { return (folder.string, .max) }
      return (folder.removingLastComponent().string, count)
    }
    for file in files {
      guard let found = checkpoint(file) else { continue }
      if found.count >= latest[found.run]?.count ?? 0 {
        latest[found.run] = (found.count, file.path)
      }
    }
    return files.filter { file in
      checkpoint(file).map { latest[$0.run]?.path == file.path } ?? true
    }
  }

  // MARK: Reading

  /// The metrics of CatBoost's tables in a folder, named as in its JSON file: `learn/Logloss`.
  static func seriesOfCatBoost(in folder: String) throws(EventError) -> (
    series: [MetricSeries], remarks: [LogRemark]
  ) {
    var series: [MetricSeries] = []
    var remarks: [LogRemark] = []
    for name in try EventFiles.names(in: folder).sorted() {
      guard let part = partOfCatBoost(name) else { continue }
      let path = FilePath(folder).appending(name).string
      do {
        let table = try MetricTable(data: try WholeFile.read(run: path))
        for var found in table.allSeries {
          found.name = "\(part)/\(found.name)"
          series.append(found)
        }
        remarks += table.remarks.named(path)
      } catch {
        remarks.append(
          LogRemark(
            .unreadable, file: path, (error as? any Problem)?.message ?? "\(error)"))
      }
    }
    return (series, remarks)
  }

  /// The metrics of MLflow's folder, a series for each file in it and the folders in it.
  static func seriesOfMLflow(in folder: String) throws(EventError) -> (
    series: [MetricSeries], remarks: [LogRemark]
  ) {
    var series: [MetricSeries] = []
    var remarks: [LogRemark] = []
    var queue = [""]
    while let below = queue.popLast() {
      for name in try EventFiles.names(in: FilePath(folder).appending(below).string).sorted() {
        let tag = below.isEmpty ? name : "\(below)/\(name)"
        let path = FilePath(folder).appending(tag).string
        if EventFiles.isFolder(path) {
          if !EventFiles.isLink(path) { queue.append(tag) }
          continue
        }
        do {
          let bytes = try WholeFile.read(run: path)
          guard let found = MetricSeries.mlflow(bytes, name: tag) else {
            let what = bytes.isEmpty ? "the file is empty" : "it is no file of MLflow's metrics"
            remarks.append(LogRemark(.unreadable, file: path, what))
            continue
          }
          series.append(found.series)
          remarks += found.remarks.named(path)
        } catch {
          remarks.append(LogRemark(.unreadable, file: error.path, error.message))
        }
      }
    }
    return (series.sorted { $0.name < $1.name }, remarks)
  }
}
