package navigation

import (
	"net/netip"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// addresses are texts around what is an address and what is none.
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

func compareAddress(t *testing.T, text string) {
	want, err := netip.ParseAddr(text)
	v4, ok := readIPv4(text)
	require.Equal(t, err == nil && want.Is4(), ok, "%q as IPv4", text)
	if ok {
		require.Equal(t, want.As4(), v4)
		require.Equal(t, want.String(), ipv4Text(v4))
	}
	v6, ok := parseIPv6(text)
	zone := strings.Contains(text, "%")
	require.Equal(t, err == nil && want.Is6() && !zone, ok, "%q as IPv6", text)
	if !ok {
		return
	}
	mapped, is := v6.mapped()
	require.Equal(t, want.Is4In6(), is, "%q as a mapped address", text)
	if is {
		require.Equal(t, want.Unmap().As4(), mapped)
		return
	}
	require.Equal(t, want.String(), v6.String())
}
