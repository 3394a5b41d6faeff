import SystemPackage
import VizBase

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// An event file that this process writes: whole records, one after the other.
///
/// The file is locked while it is open, by which others tell whether its writer still lives.
final class EventFile {
  let path: String
  private let file: FileDescriptor
  /// How many bytes of whole records the file has.
  private(set) var size = 0

  /// Makes a new file in a folder, and the folder where it is not there.
  static func create(in folder: String, wallTime: Double) throws(EventError) -> EventFile {
    do {
      try makeFolder(FilePath(folder))
      // A name is taken if two processes of the same id on hosts of the same name want it.
      for number in 0..<1000 {
        let name = EventFileName(wallTime: wallTime, number: number).text
        let path = FilePath(folder).appending(name)
        do {
          let file = try FileDescriptor.open(
            FilePath(named: path.string), .writeOnly,
            options: [.create, .exclusiveCreate, .append, .closeOnExec],
            permissions: [.ownerReadWrite, .groupRead, .otherRead])
          return EventFile(file, path: path.string)
        } catch Errno.fileExists {
          continue
        }
      }
      throw Errno.fileExists
    } catch {
      throw EventError.writing(folder, error as? Errno ?? .ioError)
    }
  }

  /// Takes a file that is open for writing.
  init(_ file: FileDescriptor, path: String) {
    self.path = path
    self.file = file
    // A file system without locks has none to tell by.
    _ = flock(file.rawValue, LOCK_EX | LOCK_NB)
  }

  deinit { try? file.close() }

  /// Appends records; where that fails, those that found room stay, and the one that was begun is
  /// cut again.
  func write(_ records: UnsafeRawBufferPointer) throws(EventError) {
    var written = 0
    do {
      while written < records.count {
        written += try file.write(UnsafeRawBufferPointer(rebasing: records[written...]))
      }
      size += written
    } catch {
      size += Self.wholeRecords(in: records, upTo: written)
      // A device or a pipe cannot be cut.
      try? file.resize(to: Int64(size))
      throw EventError.writing(path, error as? Errno ?? .ioError)
    }
  }

  /// How many of the first `count` bytes are whole records.
  private static func wholeRecords(in bytes: UnsafeRawBufferPointer, upTo count: Int) -> Int {
    let bytes = UnsafeRawBufferPointer(rebasing: bytes[..<count])
    var end = 0
    while let header = RecordHeader(bytes, at: end),
      let size = header.recordSize(limit: count - end)
    {
      end += size
    }
    return end
  }

  /// Makes a folder, and those above it.
  static func makeFolder(_ path: FilePath) throws {
    var made = path.root.map { FilePath(root: $0) } ?? FilePath("")
    for component in path.components {
      made.append(component)
      if made.string.withSystemPath({ mkdir($0, 0o777) }) != 0, errno != EEXIST {
        throw Errno(rawValue: errno)
      }
    }
  }
}

extension EventFile {
  /// Whether a living process has the file open for writing; nil where that cannot be told.
  static func isBeingWritten(_ path: String) -> Bool? {
    guard
      let file = try? FileDescriptor.open(FilePath(named: path), .readOnly, options: .closeOnExec)
    else { return nil }
    defer { try? file.close() }
    if flock(file.rawValue, LOCK_SH | LOCK_NB) == 0 { return false }
    return errno == EWOULDBLOCK ? true : nil
  }

  /// Cuts what stands behind the last whole record of a file, unless someone still writes it.
  ///
  /// - Returns: How many bytes were cut.
  static func cutTornTail(of path: String) throws(EventError) -> Int {
    var reader = try RecordReader(path: path)
    while try reader.next() != nil {}
    guard reader.faults.last?.kind == .tornTail else { return 0 }
    let end = reader.offset
    do {
      let file = try FileDescriptor.open(FilePath(named: path), .readWrite, options: .closeOnExec)
      defer { try? file.close() }
      guard flock(file.rawValue, LOCK_EX | LOCK_NB) == 0,
        Int(try file.seek(offset: 0, from: .end)) == reader.size
      else { return 0 }
      try file.resize(to: Int64(end))
      return reader.size - end
    } catch {
      throw EventError.writing(path, error as? Errno ?? .ioError)
    }
  }
}
