package thanks

// Mean is mean for tests.
var Mean = mean
