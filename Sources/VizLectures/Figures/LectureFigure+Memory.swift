extension LectureFigure {
  static let memory = [
    LectureFigure(
      .memory, "turing-machine", "A Neural Turing Machine copies a sequence",
      lesson: """
        It learnt to copy by gradients alone. While the sequence comes in, the write head moves on by \
        a location a step; after the delimiter the read head goes the same way. The last panel shows \
        to which write the gradient of each answer is paid: the one that stored its vector.
        """
    ) { try CopyMachine.figure() }
  ]
}
