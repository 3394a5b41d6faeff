import Testing
import VizBP

/// Trainings that are ended from outside, or cannot write all that they should.
@Suite struct TrainInterruptionTests {
  /// On one core as well, where the training keeps the only thread that tasks share.
  @Test(arguments: [false, true]) func anInterruptEndsCleanly(onOneCore: Bool) async throws {
    try await inFolder { folder in
      let outcome = try await shell(
        """
        if \(onOneCore) && type taskset > /dev/null; then
          taskset -cp "$(taskset -cp $$ | sed 's/.*: //; s/[,-].*//')" $$ > /dev/null
        fi
        "$vizbp" train --dataset moons --examples 40 --layers 4 --steps 100000000 --capture log \
          --out s & child=$!
        while ! test -s s/graph.json; do sleep 0.01; done
        kill -INT $child
        wait $child
        """, in: folder)
      #expect(outcome.status == 0 && outcome.errors == "")
      #expect(outcome.output.contains(" steps, stopped: held-out loss "))
      let record = try #require(try RunDirectory(folder.file("s")).record())
      let last = try #require(record.lastStep)
      #expect(record.status == .stopped && last > 0)
      let log = try RunLog(folder: folder.file("s"))
      #expect(log.faultCount == 0)
      #expect(log.metric("loss")?.steps.count == last)
      let checkpoint = try #require(try RunDirectory(folder.file("s")).checkpoint())
      #expect(checkpoint.steps == last)
    }
  }

  private static let isIncomplete = "; training goes on, but not all of the run can be written"

  /// The limit on a file's size stands for a full disk.
  @Test func aFullDiskEndsTheLogAndNotTheTraining() async throws {
    try await inFolder { folder in
      let outcome = try await shell(
        """
        ulimit -f 200
        "$vizbp" train --dataset moons --examples 40 --layers 4 --steps 300 --out s
        """, in: folder)
      #expect(outcome.status == 74)
      #expect(outcome.output.hasPrefix("300 steps: held-out loss "))
      let lines = outcome.errors.split(separator: "\n")
      // At once, and again at the end with what to do.
      #expect(lines.count == 3)
      #expect(lines.first?.hasPrefix("warning: s/") == true)
      #expect(lines.first?.hasSuffix(Self.isIncomplete) == true)
      #expect(lines.dropFirst().first?.hasPrefix("error: s/") == true)
      // Whole records up to there.
      let log = try RunLog(folder: folder.file("s"))
      #expect(log.faultCount == 0 && log.metric("loss")?.steps.isEmpty == false)
      #expect(try RunDirectory(folder.file("s")).record()?.status == .finished)
    }
  }

  /// A folder that is closed while the training runs takes no checkpoint any more.
  @Test(
    .enabled(
      if: canLoseRights, "permissions do not bind root, and setpriv is not here to become nobody"))
  func lostRightsAreSaidOnceAndEndNothing() async throws {
    try await inFolder { folder in
      let command = try commandWithoutRights(in: folder).map { "'\($0)'" }.joined(separator: " ")
      let outcome = try await shell(
        """
        \(command) train --dataset moons --examples 40 --layers 4 --steps 100000000 \
          --capture 'every 1000' --checkpoint 0.01 --out s > said 2> warned & child=$!
        while [ ! -e s/checkpoint.json ]; do sleep 0.02; done
        chmod 555 s
        until grep -q warning warned; do sleep 0.02; done
        kill -INT $child
        wait $child
        status=$?
        chmod 755 s
        exit $status
        """, in: folder)
      #expect(outcome == Outcome(status: 74, bytes: [], errors: ""))
      let warned = try folder.text("warned")
      #expect(
        warned.hasPrefix("warning: s/")
          && warned.contains("permission denied\(Self.isIncomplete)\nerror: s/")
          && warned.hasSuffix("permission denied: not all of the run was written\n"))
      #expect(warned.count { $0 == "\n" } == 2)
      #expect(try folder.text("said").contains(" steps, stopped: held-out loss "))
      // The log was open already and goes on to the end.
      let log = try RunLog(folder: folder.file("s"))
      let last = try #require(log.metric("loss")?.steps.last)
      #expect(log.faultCount == 0)
      #expect(log.metric("validation/loss")?.steps.last == last + 1)
    }
  }
}
