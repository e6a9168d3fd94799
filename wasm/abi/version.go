package abi

// Version is the version of the engine and of everything that ships with it.
const Version = "0.1.0"
