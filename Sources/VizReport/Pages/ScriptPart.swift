/// What only some pages have, with what their script does for it.
enum ScriptPart: String, CaseIterable {
  /// Folds that open in their place.
  case folds
  /// A circuit whose numbers can be changed.
  case circuit
  /// Questions.
  case quiz
}
