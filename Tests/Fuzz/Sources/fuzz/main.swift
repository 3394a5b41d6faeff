// Damaged inputs in process, for what reads them: fuzz.sh says how it is run.
//
//   fuzz                          the names of the targets
//   fuzz TARGET [OPTIONS] PATH…   damages the inputs in the paths; built with libFuzzer its own options

import Foundation

let arguments = CommandLine.arguments.dropFirst()
guard let name = arguments.first else {
  print(Target.makers.map(\.name).joined(separator: " "))
  exit(0)
}
guard let make = Target.makers.first(where: { $0.name == name })?.make else {
  usage("there is no target \(name)")
}
let target = try await make()
#if LIBFUZZER
  exit(runLibFuzzer(target, Array(arguments.dropFirst())))
#else
  try Driver(Array(arguments.dropFirst())).run(target)
#endif
