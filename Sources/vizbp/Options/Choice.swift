import ArgumentParser

/// A choice among words.
///
/// The parser asks for the words of every option before it reads any, and by itself finds them through
/// key paths, which at the start of the program takes as long as to lay a small graph out.
public protocol Choice: ExpressibleByArgument, CaseIterable, RawRepresentable
where RawValue == String {}

extension Choice {
  /// The words, in their order.
  public static var allValueStrings: [String] { allCases.map { $0.rawValue } }
}
