package instance

import "golang.org/x/sys/unix"

// peerUID asks for LOCAL_PEERCRED. Source: unix(4) of macOS.
func peerUID(fd int) (int, error) {
	cred, err := unix.GetsockoptXucred(fd, unix.SOL_LOCAL, unix.LOCAL_PEERCRED)
	if err != nil {
		return 0, err
	}
	return int(cred.Uid), nil
}
