#if canImport(System)
  import System
#else
  import SystemPackage
#endif

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The way to a child process and back: its standard input and its standard output are the other end.
///
/// A socket and not two pipes, since writing into a pipe whose reader has died would send this process
/// SIGPIPE.
final class ChildSocket: Sendable {
  private let descriptor: FileDescriptor

  private init(_ descriptor: FileDescriptor) { self.descriptor = descriptor }

  deinit { try? descriptor.close() }

  /// A socket, and the two descriptors of its other end that a child is started with.
  ///
  /// - Throws: ``DiagramError`` where this process may open no more files.
  static func pair() throws -> (
    socket: ChildSocket, input: FileDescriptor, output: FileDescriptor
  ) {
    #if canImport(Glibc)
      let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    #elseif canImport(Musl)
      let kind = SOCK_STREAM | SOCK_CLOEXEC
    #else
      let kind = SOCK_STREAM
    #endif
    var ends: [Int32] = [-1, -1]
    guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else {
      throw DiagramError.layout("no socket to its process could be made")
    }
    let socket = ChildSocket(FileDescriptor(rawValue: ends[0]))
    let input = FileDescriptor(rawValue: ends[1])
    #if canImport(Darwin)
      var isSilent: Int32 = 1
      setsockopt(
        ends[0], SOL_SOCKET, SO_NOSIGPIPE, &isSilent, socklen_t(MemoryLayout<Int32>.size))
      for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    #endif
    // Another child that inherited this end would keep it open when this one has died.
    let output = fcntl(ends[1], F_DUPFD_CLOEXEC, 0)
    guard output >= 0 else {
      try? input.close()
      throw DiagramError.layout("no socket to its process could be made")
    }
    return (socket, input, FileDescriptor(rawValue: output))
  }

  /// Wakes an ``exchange(_:until:)`` that waits; none succeeds any more.
  func shutDown() { _ = shutdown(descriptor.rawValue, Int32(SHUT_RDWR)) }

  /// Writes a request and waits for its answer, on a thread that may wait.
  ///
  /// - Returns: What arrived until `isOver` was content with it; nil where the other end was closed before.
  func exchange(_ request: [UInt8], until isOver: ([UInt8]) -> Bool) -> [UInt8]? {
    var sent = 0
    var answer: [UInt8] = []
    let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
    defer { chunk.deallocate() }
    while true {
      let isSending = sent < request.count
      var wait = pollfd(
        fd: descriptor.rawValue, events: Int16(POLLIN) | (isSending ? Int16(POLLOUT) : 0),
        revents: 0)
      guard poll(&wait, 1, -1) > 0 else {
        if errno == EINTR { continue }
        return nil
      }
      if isSending, wait.revents & Int16(POLLOUT) != 0 {
        let count = request[sent...].withUnsafeBytes {
          send(descriptor.rawValue, $0.baseAddress, $0.count, Self.sending)
        }
        // To one that reads no more nothing is sent, but it may have something to say.
        sent = count >= 0 ? sent + count : Self.isPatient(errno) ? sent : request.count
      }
      guard wait.revents & Int16(POLLIN | POLLHUP | POLLERR) != 0 else { continue }
      let count = recv(
        descriptor.rawValue, chunk.baseAddress, chunk.count, Int32(MSG_DONTWAIT))
      if count > 0 {
        answer.append(contentsOf: chunk[..<count])
        guard isOver(answer) else { continue }
        // Of what answers before it has been asked, nothing more is asked.
        if sent < request.count { shutDown() }
        return answer
      } else if count == 0 || !Self.isPatient(errno) {
        return nil
      }
    }
  }

  #if canImport(Darwin)
    private static let sending = Int32(MSG_DONTWAIT)
  #else
    private static let sending = Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL)
  #endif

  /// Whether an error means that it has to be tried again.
  private static func isPatient(_ error: Int32) -> Bool {
    error == EAGAIN || error == EWOULDBLOCK || error == EINTR
  }
}
