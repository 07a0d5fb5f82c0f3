package matrix

// farEnv makes the test binary a process of servers that are far away.
const farEnv = "HOLDFAST_MATRIX_FAR"

func serveFar() error { return nil }
