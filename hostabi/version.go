package hostabi

import "fmt"

// Version is a version of the ABI (docs/abi.md): of the exports of the module and of the format of requests and answers.
type Version struct {
	Major, Minor uint16
}

// needed is the version that this package is written for. It uses nothing that came with a later minor version.
const (
	neededMajor = 2
	neededMinor = 0
)

// UnpackVersion reads what meshwise_abi_version returns.
func UnpackVersion(packed uint32) Version {
	return Version{Major: uint16(packed >> 16), Minor: uint16(packed)}
}

// String returns the version as major.minor.
func (v Version) String() string {
	return fmt.Sprintf("%d.%d", v.Major, v.Minor)
}

// CheckVersion is the one version rule of all hosts: it refuses another major version, refuses a minor version below the
// one that is needed, and accepts any above.
//
//	got    needed   outcome
//	1.0    1.0      accepted
//	1.7    1.2      accepted
//	1.1    1.2      abi.minor_too_old
//	2.0    1.0      abi.major_mismatch
//	0.9    1.0      abi.major_mismatch
func CheckVersion(got, needed Version) error {
	switch {
	case got.Major != needed.Major:
		return errorf(ErrMajorMismatch, "the module speaks version %v of the ABI and this host %v", got, needed)
	case got.Minor < needed.Minor:
		return errorf(ErrMinorTooOld, "the module speaks version %v of the ABI and this host needs at least %v", got, needed)
	}
	return nil
}
