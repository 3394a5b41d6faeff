/// A function that expressions may call: the primitives of this name, and `square`.
struct ExpressionFunction: Sendable, Equatable {
  let name: String
  /// The primitive for each number of arguments that it takes: `max` of one is the greatest element,
  /// of two the greater of each pair.
  private(set) var primitives: [Int: String] = [:]

  /// The numbers of arguments that it takes, in ascending order.
  var arities: [Int] { primitives.keys.sorted() }

  /// Another way to write a power of two.
  static let square = ExpressionFunction(name: "square", primitives: [1: "pow"])

  /// Those of one argument first, then those of two, then those of either.
  private static let all: [ExpressionFunction] = {
    var functions: [ExpressionFunction] = []
    for primitive in PrimitiveTable<Double>.shared.standard {
      for name in primitive.functions {
        let known = functions.firstIndex { $0.name == name }
        let index = known ?? functions.count
        if known == nil { functions.append(ExpressionFunction(name: name)) }
        for count in primitive.arity ?? 1...1 {
          functions[index].primitives[count] = primitive.name
        }
      }
    }
    functions.append(square)
    func rank(_ function: ExpressionFunction) -> Int {
      function.arities.count > 1 ? .max : function.arities.first ?? .max
    }
    return functions.enumerated().sorted {
      (rank($0.element), $0.offset) < (rank($1.element), $1.offset)
    }.map(\.element)
  }()

  private static let byName = Dictionary(all.map { ($0.name, $0) }) { first, _ in first }

  static func named(_ name: String) -> ExpressionFunction? { byName[name] }

  static let names = all.map(\.name)

  /// `max takes 1 or 2 arguments, not 3`.
  func arityMessage(_ count: Int) -> String {
    let numbers = arities.map(String.init).joined(separator: " or ")
    return "\(name) takes \(numbers) argument\(arities == [1] ? "" : "s"), not \(count)"
  }
}

extension Expression {
  /// The names of the functions that expressions may call.
  package static var functions: [String] { ExpressionFunction.names }
}
