import SystemPackage
import VizBase

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension RunLog {
  /// Reads a run's folder, or one event file.
  ///
  /// - Throws: ``EventError`` where there is none or it cannot be read.
  public init(at path: String) throws(EventError) {
    var info = stat()
    let isFile =
      path.withSystemPath { stat($0, &info) } == 0
      && mode_t(info.st_mode) & mode_t(S_IFMT) == mode_t(S_IFREG)
    if isFile { try self.init(file: path) } else { try self.init(folder: path) }
  }
}
