public import VizBase

extension RunDigest {
  /// Whether bytes are a file of digests, by what they begin with.
  public static func isDigest(_ bytes: some Collection<UInt8>) -> Bool {
    let head = String(decoding: bytes.prefix(80), as: UTF8.self)
    return head.prefixMatch(of: /\s*\{\s*"format"\s*:\s*"vizbp\.digest"/) != nil
  }

  /// Reads a file of digests, a line each; a run that stands there twice in the same words counts once.
  ///
  /// - Parameters:
  ///   - bytes: The file's bytes.
  ///   - path: The file, for errors.
  /// - Throws: ``Failure`` that names the line which is no digest.
  public static func read(_ bytes: [UInt8], path: String) throws(Failure) -> [RunDigest] {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw Failure(location: ProblemLocation(file: path), message: "it is no UTF-8 text")
    }
    var digests: [RunDigest] = []
    for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    where !line.isEmpty {
      do throws(DigestError) { digests.append(try RunDigest(line: String(line))) } catch {
        throw Failure(
          location: ProblemLocation(file: path, line: number + 1), message: error.message)
      }
    }
    return unique(digests)
  }

  /// The digests without those that stand there already, as where a run was digested twice.
  public static func unique(_ digests: [RunDigest]) -> [RunDigest] {
    var seen: Set<String> = []
    return digests.filter { seen.insert($0.line).inserted }
  }

  /// A file of digests: a line each, sorted, so that the same runs give the same bytes.
  public static func file(_ digests: [RunDigest]) -> [UInt8] {
    Array(unique(digests).map { $0.line + "\n" }.sorted().joined().utf8)
  }

  /// Why a file of digests cannot be used.
  public struct Failure: Problem {
    /// What keeps digests from being used.
    public enum Kind: ProblemKind {
      /// A line is none.
      case malformed

      /// Whose fault it is.
      public var cause: ProblemCause { .data }
    }

    /// What went wrong, for programs.
    public var kind = Kind.malformed
    /// The file and the line.
    public var location: ProblemLocation?
    /// What is wrong with it, in one line.
    public var message: String
  }
}
