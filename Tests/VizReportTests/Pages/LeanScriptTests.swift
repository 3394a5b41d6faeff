import Testing

@testable import VizReport

@Suite struct LeanScriptTests {
  @Test(arguments: [
    (
      "  const a = [1, 2];\n  // What it is.\n\n  const b = { c: 3 };",
      "const a=[1,2];const b={c:3};"
    ),
    ("if (a) {\n  f();\n}\ng();", "if(a){f()}\ng();"),
    (
      "list.map((one) => one + 1, (a, b) => a, async (c) => 0)",
      "list.map(one=>one+1,(a,b)=>a,async(c)=>0)"
    ),
    ("f(a, // why\n  b);", "f(a,b);"),
    // Lines that end without a semicolon, and signs that would be another one together.
    ("a = b\nc = d", "a=b\nc=d"), ("a + +b - -c", "a+ +b- -c"), ("return x", "return x"),
    // Texts, templates and regular expressions stay as they are.
    ("f('a , b', \"c = 'd'\", 'it\\'s // so');", "f('a , b',\"c = 'd'\",'it\\'s // so');"),
    ("`a , ${b + `c , ${d + 1} }`} , e` + f", "`a , ${b+`c , ${d+1} }`} , e`+f"),
    ("`${{ a: 1 }.a + 2} b`", "`${{a:1}.a+2} b`"),
    ("s.replace(/ = [/ '{]+\\/ , /g, '')", "s.replace(/ = [/ '{]+\\/ , /g,'')"),
    ("(a + b) / c / d", "(a+b)/c/d"), ("`−⟨ ${π} × a`", "`−⟨ ${π} × a`"),
  ])
  func leavesOutWhatReadersDoNotNeed(_ script: String, _ lean: String) {
    #expect(LeanScript.of(script) == lean)
    #expect(LeanScript.of(lean) == lean)
  }

  /// Whatever a script is, it ends.
  @Test func takesWhatIsNeverClosed() {
    for script in ["'a", "`a ${b", "/ a [", "a\\", "= /\\", "}", "`${"] {
      _ = LeanScript.of(script)
    }
  }

  @Test func aPageHasWhatItUses() {
    let templates = Templates()
    func script(_ parts: Set<ScriptPart>) -> String { templates.file("live-graph.js", with: parts) }
    let (bare, all) = (script([]), script(Set(ScriptPart.allCases)))
    #expect(!bare.contains("template.circuit") && !bare.contains("template.questions"))
    #expect(bare.contains("const openFold = () => null"))
    #expect(all.contains("template.circuit") && all.contains("template.questions"))
    #expect(!all.contains("const openFold = () => null") && all.contains("const openFold = (card)"))
  }
}
