package navigation

import (
	"net/netip"
	"testing"

	"github.com/stretchr/testify/require"
)

// addresses are strings around the border of what is an address.
var addresses = []string{
	"", ".", ":", "::", ":::", "::1", "1::", "1::2", "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7::", "::2:3:4:5:6:7:8",
	"1:2:3:4::5:6:7:8", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7", "1::2::3", "0:0:0:0:0:0:0:0", "1:0:0:2:0:0:0:3",
	"1:0:0:0:2:0:0:0", "2001:DB8::FfFf", "::ffff:127.0.0.1", "::ffff:7f00:1", "::1.2.3.4", "1.2.3.4::", "::1.2.3",
	"1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:7:1.2.3.4", "::1.2.3.4:5", "::00001", "::g", "::@", "::-1", "fe80::1%eth0", ":1", "1:",
	"127.0.0.1", "127.0.0.01", "1.2.3", "1.2.3.4.5", "1.2.3.256", "1..2.3", "01.2.3.4", "0.0.0.0", "255.255.255.255", "1.2.3.4 ", "+1.2.3.4",
	"1.2.3.", "::ffff:0:0", "0:0:0:0:0:ffff:1.2.3.4", "::fffe:1.2.3.4", "1:2:3:4:5:6:7:", "::1:", "1:2::3:4:5:6:7:8",
}

func TestAddressesAreReadAsNetipReadsThem(t *testing.T) {
	for _, text := range addresses {
		compareAddress(t, text)
	}
}

func FuzzIP(f *testing.F) {
	for _, text := range addresses {
		f.Add(text)
	}
	f.Fuzz(compareAddress)
}

// compareAddress asks net/netip, which does not know what a host is: brackets
// are for IPv6 only, and a zone is for nobody.
func compareAddress(t *testing.T, text string) {
	want, err := netip.ParseAddr(text)
	require.Equal(t, err == nil && want.Is4(), isIPv4(text), "%q as IPv4", text)
	host, bad := readIPv6("[" + text + "]")
	if err != nil || want.Is4() || want.Zone() != "" {
		require.Equal(t, badIPv6, bad, "%q as IPv6", text)
		return
	}
	require.Equal(t, noFlaw, bad, "%q as IPv6", text)
	if want.Is4In6() {
		require.Equal(t, want.Unmap().String(), host)
		return
	}
	require.Equal(t, "["+want.String()+"]", host)
}
