import VizDrawing

extension ScalarField {
  /// The lines along which the field has the given values.
  ///
  /// Marching squares (William Lorensen and Harvey Cline, "Marching Cubes", 1987, in the plane):
  /// between neighbours the field is taken for linear; a saddle is resolved by the mean of its
  /// cell. Cells with a corner that is not finite have no lines.
  ///
  /// - Parameters:
  ///   - levels: In any order; repeated and non-finite ones are left out.
  ///   - tolerance: How far a line may stray from its exact course to be shorter, in cells.
  /// - Returns: The lines by ascending level, open ones first.
  public func contourLines(_ levels: [Double], tolerance: Double = 0) -> [ContourLine] {
    ContourTracer(self, levels: levels, tolerance: tolerance).chains.flatMap { $0 }.map {
      ContourLine(level: $0.level, points: $0.points, isClosed: $0.isClosed)
    }
  }

  /// The regions between levels: below the first, between neighbours, above the last.
  ///
  /// Regions that touch share the very same vertices, simplified or not, so that neither gaps nor
  /// overlaps are between them. A field of areas: their sum is that of the cells without holes.
  ///
  /// - Parameters:
  ///   - levels: In any order; repeated and non-finite ones are left out.
  ///   - tolerance: How far an edge may stray from its exact course to be shorter, in cells.
  /// - Returns: One band more than there are levels; some may have no rings.
  public func contourBands(_ levels: [Double], tolerance: Double = 0) -> [ContourBand] {
    ContourTracer(self, levels: levels, tolerance: tolerance).bands()
  }

  /// The regions from each level upwards, for painting one on the other; before them, if all is
  /// to be covered, that of all values.
  func stackedRegions(
    _ levels: [Double], coversAll: Bool, tolerance: Double
  ) -> [ContourBand] {
    ContourTracer(self, levels: levels, tolerance: tolerance).stackedRegions(coversAll: coversAll)
  }
}
