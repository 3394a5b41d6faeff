package import SystemPackage

extension Errno {
  /// What went wrong with a file, in words.
  package var words: String {
    switch self {
    case .noSuchFileOrDirectory: "there is no such file or folder"
    case .isDirectory: "it is a directory"
    case .notDirectory: "a part of the path is not a directory"
    case .permissionDenied, .notPermitted: "permission denied"
    case .noSpace: "no space left on the device"
    case .fileExists: "it exists already"
    case .readOnlyFileSystem: "the file system is read-only"
    case .fileNameTooLong: "the name is too long"
    default: description.lowercased()
    }
  }
}
