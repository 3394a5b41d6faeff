import Foundation
import Testing

#if os(Linux)
  /// Files whose names are no UTF-8; a shell gives them, as no text of Foundation can.
  @Suite struct PathBytesTests {
    /// Bytes that are no text, each of another kind.
    static let names = [#"a\351"#, #"\377"#, #"b\303\050"#, #"c\364\217\277\251"#]

    @Test(arguments: names) func graphsAreReadAndPicturesWritten(_ name: String) async throws {
      try await inFolder { folder in
        let outcome = try await shell(
          """
          set -e
          name=$(printf '\(name)')
          mkdir "$name"
          "$vizbp" eval 'x*y' x=1 y=2 --json >"$name/$name.json"
          "$vizbp" check "$name/$name.json" -q
          "$vizbp" render "$name/$name.json"
          "$vizbp" render "$name/$name.json" -o "$name/other.pdf"
          "$vizbp" render "$name/$name.json" -o "$name/other.pdf"
          printf '[1, 2]' >"$name/x.json"
          "$vizbp" eval 'sum(x)' x=@"$name/x.json" -q
          test -s "$name/$name.svg" && test -s "$name/other.pdf"
          ls "$name" | wc -l
          """, in: folder)
        #expect(outcome.status == 0 && outcome.errors == "", "\(outcome.errors)")
        #expect(outcome.output.hasSuffix("4\n"))
      }
    }

    @Test func runsAreMadeReadAndReported() async throws {
      try await inFolder { folder in
        let outcome = try await shell(
          #"""
          set -e
          name=$(printf 'r\351\377')
          mkdir "$name"
          "$vizbp" train --dataset moons --steps 12 --quiet --out "$name/run" || [ $? -eq 1 ]
          "$vizbp" render "$name/run" --step 4 -o "$name/step.svg"
          "$vizbp" plot "$name/run" -o "$name/loss.svg"
          "$vizbp" plot "$name" --figure gradient-flow -o "$name/flow.svg" || true
          "$vizbp" export "$name/run" -o "$name/metrics.csv"
          "$vizbp" plot "$name/metrics.csv" --y loss -o "$name/again.svg"
          "$vizbp" report "$name/run" -q -o "$name/report.html"
          "$vizbp" runs "$name" --json
          "$vizbp" diagnose "$name/run" || [ $? -eq 1 ]
          for file in step.svg loss.svg metrics.csv again.svg report.html; do
            test -s "$name/$file"
          done
          """#, in: folder)
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output.contains("r\u{FFFD}\u{FFFD}"))
      }
    }

    @Test func faultsNameTheirFile() async throws {
      try await inFolder { folder in
        let outcome = try await shell(
          #""$vizbp" render "$(printf 'no\351.json')" -o a.svg"#, in: folder)
        #expect(outcome.status == 66)
        #expect(outcome.errors.hasPrefix(#"error: no\xe9.json: "#), "\(outcome.errors)")
      }
    }
  }
#endif
