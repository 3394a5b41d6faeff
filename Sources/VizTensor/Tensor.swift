public enum VizTensorRoom {}
