import TOMLKit
import VizBP
import VizBase

/// Settings of a training in a file, and those that a run was begun with.
enum TrainingFile {
  static func read(_ path: String) throws -> TrainingConfiguration {
    let name = Files.inputName(path)
    guard let text = String(validating: try Files.read(path), as: UTF8.self) else {
      throw Failure(.badData, name, "the file is not UTF-8 text")
    }
    do {
      let table = try TOMLTable(string: text)
      try TrainingConfiguration.check(keys: table.keys)
      return try TOMLDecoder().decode(TrainingConfiguration.self, from: table)
    } catch let error as TOMLParseError {
      let place = error.source.begin
      throw Failure(
        .badData, "\(name):\(place.line):\(place.column)", "this is no TOML",
        hint: error.description.split(separator: "\n").first.map(String.init))
    } catch let error as DecodingError {
      throw Failure(.badData, name, Self.words(error))
    } catch {
      throw Failure(error, about: name) ?? error
    }
  }

  static func configuration(
    of record: RunRecord, in folder: String
  ) throws -> TrainingConfiguration {
    do {
      return try JSONValue(encoding: record.configuration).decoded()
    } catch {
      throw Failure(
        .badData, Files.inputName(folder), "its run.json has no settings of a training")
    }
  }

  private static func words(_ error: DecodingError) -> String {
    func key(_ context: DecodingError.Context) -> String {
      context.codingPath.map(\.stringValue).joined(separator: ".")
    }
    return switch error {
    case .typeMismatch(let type, let context): "\(key(context)) should be a \(type)"
    case .valueNotFound(_, let context), .dataCorrupted(let context): "\(key(context)) is no value"
    case .keyNotFound(let name, _): "\(name.stringValue) is missing"
    @unknown default: "the settings cannot be read"
    }
  }
}
