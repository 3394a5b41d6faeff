import VizBase

// The files of a run: what cannot be done to one is an error of the run.
extension WholeFile {
  static func read(run path: String) throws(EventError) -> [UInt8] {
    do { return try read(path) } catch { throw .reading(path, error) }
  }

  static func write(_ bytes: [UInt8], run path: String) throws(EventError) {
    do { try write(bytes, to: path) } catch { throw .writing(path, error.reason) }
  }
}
