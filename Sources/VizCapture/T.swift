public enum VizCaptureRoom {}
