import VizDiagram
import VizDrawing

extension GraphSection {
  /// A section's pictures over the steps of a training, no larger than a page bears.
  struct Film {
    /// How many bytes all tracks of a section may have.
    static let largest = 250_000

    /// Which of the frames are in the film.
    private(set) var indices: [Int]
    private(set) var tracks: [String] = []
    private var films: [PictureFilm] = []

    /// - Parameters:
    ///   - levels: The pictures, with as many frames each.
    ///   - steps: The frames' steps.
    ///   - replayed: The step that stays however few frames there are.
    init(
      _ levels: [DiagramSeries], steps: [Int], keeping replayed: Int, largest: Int = Film.largest
    ) throws {
      indices = Array(steps.indices)
      while true {
        do {
          films = try levels.map { level in
            try PictureFilm(indices.map { level.pictures[$0] })
          }
        } catch let error as DrawingError where error.kind == .scene {
          let alike = Self.alike(levels, indices)
          guard alike.count < indices.count else { throw error }
          indices = alike
          continue
        }
        tracks = films.map { $0.tracks(from: indices.count - 1) }
        let size = tracks.reduce(0) { $0 + $1.utf8.count }
        guard size > largest, indices.count > 2 else { return }
        // As many as fit, if all are alike; at least one less, so that this ends.
        let fitting = min(indices.count * largest / max(size, 1), indices.count - 1)
        let chosen = StepChoice.steps(
          of: indices.map { steps[$0] }, count: max(fitting, 2), notable: [replayed])
        let fewer = indices.filter { chosen.contains(steps[$0]) }
        guard fewer.count < indices.count else { return }
        indices = fewer
      }
    }

    /// Those of some frames that show what the last one shows. Where calls come and go from step to
    /// step, as in a network whose inputs have several lengths, some show other cards.
    private static func alike(_ levels: [DiagramSeries], _ indices: [Int]) -> [Int] {
      guard let last = indices.last else { return [] }
      return indices.filter { index in
        index == last
          || levels.allSatisfy {
            (try? PictureFilm([$0.pictures[index], $0.pictures[last]])) != nil
          }
      }
    }

    func svg(_ level: Int, idPrefix: String) throws -> String {
      try films[level].svg(at: indices.count - 1, idPrefix: idPrefix)
    }
  }
}
