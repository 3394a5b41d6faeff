import VizBase
import VizTensor

extension Dataset {
  /// Pieces of a text in UTF-8, of so many characters each, with the character that follows each of
  /// them: a class is a character, in the order of their code points.
  ///
  /// - Throws: ``NeuralError`` where the text is no UTF-8, or shorter than a few pieces.
  public init(text bytes: [UInt8], name: String, length: Int) throws {
    func refuse(_ reason: String) -> NeuralError { .dataset(name, reason: reason) }
    guard 2...4096 ~= length else {
      throw NeuralError.configuration(
        key: "length", reason: "\(length) is out of range", hint: "it is from 2 to 4096")
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw refuse("it is no text in UTF-8")
    }
    let signs = Array(text.unicodeScalars)
    guard signs.count > 2 * length else {
      throw refuse("it has \(signs.count) characters, and two pieces of \(length) need more")
    }
    let classes = Set(signs).sorted { $0.value < $1.value }
    guard classes.count <= Self.mostCharacters else {
      throw refuse("it has \(classes.count) different characters; at most \(Self.mostCharacters)")
    }
    let number = Dictionary(uniqueKeysWithValues: classes.enumerated().map { ($1, Scalar($0)) })
    let numbers = signs.compactMap { number[$0] }
    let starts = Array(
      stride(from: 0, to: numbers.count - length, by: Self.distance(ofPieces: length)))
    let shape = try Shape([starts.count, length])
    try self.init(
      name: name,
      inputs: Tensor(starts.flatMap { numbers[$0..<$0 + length] }, shape: shape),
      targets: .steps(Tensor(starts.flatMap { numbers[$0 + 1...$0 + length] }, shape: shape)),
      classes: classes.map { String($0) })
  }

  private static var mostCharacters: Int { 1000 }

  /// How far apart pieces of so many characters begin: they overlap by half, so that each character is
  /// seen with and without what came before.
  private static func distance(ofPieces length: Int) -> Int { max(length / 2, 1) }

  /// The pieces that begin in the last `testShare` of a text, and those before that have no character
  /// in common with them. Throws ``NeuralError`` where there are too few.
  func splitText(length: Int, testShare: Double) throws -> (train: Dataset, test: Dataset) {
    let distance = Self.distance(ofPieces: length)
    // What follows a piece may be what another begins with.
    return try splitInOrder(testShare: testShare, gap: (length + distance - 1) / distance - 1)
  }

  /// Pairs of examples, `[examples, 2, …]`, to be told whether they are of one class: each example
  /// with another, in half of the cases of its own class.
  ///
  /// - Throws: ``NeuralError`` unless each example has a class, and there are two.
  func pairs(seed: UInt64) throws -> Dataset {
    guard let labels, Set(labels).count > 1 else {
      throw NeuralError.dataset(name, reason: "pairs are of examples of two classes at least")
    }
    var generator = SplitMix64(seed: seed, for: Purpose.pairs.rawValue)
    let members = Dictionary(grouping: labels.indices, by: { labels[$0] })
    var (order, targets): ([Int], [Int]) = ([], [])
    for (example, label) in labels.enumerated() {
      let wantsSame = example.isMultiple(of: 2)
      var partner = Int.random(in: labels.indices, using: &generator)
      if wantsSame, let own = members[label] {
        partner = own[Int.random(in: own.indices, using: &generator)]
      } else {
        while labels[partner] == label {
          partner = Int.random(in: labels.indices, using: &generator)
        }
      }
      order += [example, partner]
      targets.append(wantsSame ? 1 : 0)
    }
    return try Dataset(
      name: name,
      inputs: inputs.rows(at: order[...]).reshaped(to: Shape([labels.count, 2] + inputShape)),
      targets: .labels(targets), classes: ["different", "same"])
  }
}
