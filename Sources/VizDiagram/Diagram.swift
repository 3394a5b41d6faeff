public enum VizDiagramRoom {}
