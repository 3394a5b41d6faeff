import VizBP
import VizBase

/// Settings of a training in a file, and those that a run was begun with.
struct TrainingFile {
  private(set) var configuration = TrainingConfiguration()
  /// The file as messages name it.
  private let name: String
  private let settings: TOMLSettings

  init(_ path: String) throws {
    let name = Files.inputName(path)
    let settings: TOMLSettings
    do {
      settings = try TOMLSettings(tomlData: Files.read(path))
    } catch {
      throw Failure(error, about: name) ?? error
    }
    self.init(name, settings)
    do {
      try TrainingConfiguration.check(keys: settings.settings.map(\.key))
      configuration = try JSONValue.object(settings.object).decoded()
    } catch let error as DecodingError {
      let (key, words) = Self.words(error)
      throw Failure(.badData, location(of: key), words)
    } catch {
      throw failure(error)
    }
  }

  private init(_ name: String, _ settings: TOMLSettings) {
    self.name = name
    self.settings = settings
  }

  /// What is wrong with a setting, at its place in the file.
  func failure(_ error: any Error) -> any Error {
    guard case .configuration(let key, _, _) = error as? NeuralError else {
      return Failure(error, about: name) ?? error
    }
    return Failure(error, about: location(of: key)) ?? error
  }

  private func location(of key: String) -> String {
    if let layer = LayerLocation(key: key),
      let network = settings.settings.first(where: {
        $0.key == TrainingConfiguration.CodingKeys.network.rawValue
      })
    {
      let location = settings.location(ofElement: layer.path, in: network) ?? network.location
      return "\(name):\(location)"
    }
    // Of an unknown key, the key is at fault, of another one its value.
    let isKnown = TrainingConfiguration.CodingKeys(rawValue: key) != nil
    guard let setting = settings.settings.first(where: { $0.key.escaped() == key }) else {
      return name
    }
    return "\(name):\(isKnown ? setting.location : setting.keyLocation)"
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

  /// The key that cannot be decoded, and what it should be.
  private static func words(_ error: DecodingError) -> (key: String, words: String) {
    switch error {
    case .typeMismatch(_, let context), .valueNotFound(_, let context),
      .dataCorrupted(let context):
      let key = context.codingPath.first?.stringValue ?? ""
      let subject = context.codingPath.count > 1 ? "each of \(key)" : key
      let prefix = "expected "
      let wanted = context.debugDescription
      return (
        key,
        "\(subject) should be "
          + (wanted.hasPrefix(prefix) ? wanted.dropFirst(prefix.count) : "another value")
      )
    case .keyNotFound(let name, _): return (name.stringValue, "\(name.stringValue) is missing")
    @unknown default: return ("", "the settings cannot be read")
    }
  }
}
