/// Powers of ten, in one table for all who read and write numbers.
package enum PowersOfTen {
  /// Those that a double holds exactly: a product or quotient of one of them and an integer below
  /// 2^53 has one rounding, which is the right one (Clinger 1990).
  package static let exact: [Double] = [
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
  ]
}
