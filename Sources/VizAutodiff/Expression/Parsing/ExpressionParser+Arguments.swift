import VizBase

// The arguments of functions that have a name: the attributes of the operation.
extension ExpressionParser {
  /// A function whose parenthesis is open.
  struct OpenCall {
    var function: ExpressionFunction
    var offset: Int
    /// How many operands there were before its first.
    var base: Int
    var named: [(name: String, offset: Int, value: Attribute?)] = []
    /// How many operands there were before the first argument that has a name.
    var positionals: Int?
  }

  /// Whether an argument of a function begins here.
  var isArgument: Bool { call != nil }

  /// Reads `name=value` and what follows it; true where that closes the call.
  mutating func namedArgument(_ name: String, _ offset: Int) throws(ExpressionError) -> Bool {
    position += 2
    let value = try attribute(of: name)
    guard var call else { return false }
    if call.named.contains(where: { $0.name == name }) {
      throw error("\(name.escaped()) is given twice", at: offset)
    }
    call.named.append((name, offset, value))
    call.positionals = call.positionals ?? operands.count
    self.call = call
    skipNewlines()
    switch token.kind {
    case .comma:
      position += 1
      return false
    case .close:
      let arguments = popOperands(from: call.base)
      let kind = ExpressionSyntax.Kind.call(try finished(call, count: arguments.count))
      push(ExpressionSyntax(kind: kind, operands: arguments, offset: call.offset))
      endWaiting()
      return true
    case .end: throw error("this parenthesis is never closed", at: call.offset)
    default: throw error("a comma or \")\" should stand before \(text(of: token).quoted())")
    }
  }

  /// Throws where an argument without a name follows one that has a name.
  func checkOrder(of call: OpenCall) throws(ExpressionError) {
    guard let index = call.positionals, index < operands.count else { return }
    throw error(
      "an argument without a name should stand before those that have one",
      at: syntax[operands[index]].offset)
  }

  private mutating func skipNewlines() {
    while token.kind == .newline { position += 1 }
  }

  /// Reads a value that is written out; nil for `None`, which stands for the default.
  private mutating func attribute(of name: String) throws(ExpressionError) -> Attribute? {
    skipNewlines()
    let start = token
    switch start.kind {
    case .string(let word):
      position += 1
      return .string(word)
    case .name(let word):
      position += 1
      switch word {
      case "true", "True": return .bool(true)
      case "false", "False": return .bool(false)
      case "None": return nil
      case "nan", "inf", "infinity": return .double(word == "nan" ? .nan : .infinity)
      default: return .string(word)
      }
    case .openBracket, .open: return try numbers(of: name)
    default:
      guard let number = try number() else {
        throw error(
          "the value of \(name.escaped()) should stand here: a number, true or false, a word, "
            + "or whole numbers such as [1, 2]", at: start.offset)
      }
      return number
    }
  }

  /// Reads a number with its sign; nil where none stands.
  private mutating func number() throws(ExpressionError) -> Attribute? {
    var sign = 1.0
    if token.kind == .infix(.sub) || token.kind == .infix(.add) {
      sign = token.kind == .infix(.sub) ? -1 : 1
      position += 1
    }
    switch token.kind {
    case .number(let value):
      position += 1
      // In range: beyond 2^53 a double tells no whole numbers apart.
      if value.magnitude <= 0x1p53, let whole = Int(exactly: sign * value) { return .int(whole) }
      return .double(sign * value)
    case .name("inf"), .name("infinity"):
      position += 1
      return .double(sign * .infinity)
    default: return nil
    }
  }

  /// Reads a list of numbers, in brackets or parentheses.
  private mutating func numbers(of name: String) throws(ExpressionError) -> Attribute {
    let open = token
    let close: ExpressionToken.Kind = open.kind == .open ? .close : .closeBracket
    var (numbers, whole) = ([Double](), [Int]())
    position += 1
    skipNewlines()
    while token.kind != close {
      let offset = token.offset
      switch try number() {
      case .int(let number):
        whole.append(number)
        numbers.append(Double(number))
      case .double(let number): numbers.append(number)
      default: throw error("\(name.escaped()) should be a list of numbers", at: offset)
      }
      skipNewlines()
      if token.kind == .comma {
        position += 1
        skipNewlines()
      } else if token.kind != close {
        throw token.kind == .end
          ? error("this list is never closed", at: open.offset)
          : error("a comma should stand before \(text(of: token).quoted())")
      }
    }
    position += 1
    return whole.count == numbers.count ? .ints(whole) : .doubles(numbers)
  }

  /// The call, now that all its arguments are known.
  func finished(_ call: OpenCall, count: Int) throws(ExpressionError) -> ExpressionCall {
    var attributes: [String: Attribute] = [:]
    for (name, _, value) in call.named { attributes[name] = value }
    let result: Result<ExpressionCall, ArityMismatch>
    do {
      result = try call.function.call(with: count, attributes)
    } catch AutodiffError.attribute(let op, let name, let reason) {
      let given = call.named.first {
        $0.name == name || Synonyms.attribute(name).contains($0.name)
      }
      let advice = given == nil ? "; it is written \(name)=…, behind the other arguments" : ""
      throw error(
        "\(op): attribute \(name): \(reason)\(advice)".escaped(limit: 300),
        at: given?.offset ?? call.offset)
    } catch {
      throw self.error(String(describing: error).escaped(limit: 300), at: call.offset)
    }
    switch result {
    case .success(let call): return call
    case .failure(let mismatch): throw error(mismatch.message, at: call.offset)
    }
  }
}
