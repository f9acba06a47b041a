// An echo over pion DTLS: "server PORT SUITE" answers each record, "client PORT SUITE" sends one and prints the answer.
package main

import (
	"fmt"
	"net"
	"os"
	"strconv"

	"github.com/pion/dtls/v2"
)

func main() {
	port, _ := strconv.Atoi(os.Args[2])
	suite := dtls.TLS_PSK_WITH_AES_128_CCM_8
	if os.Args[3] == "ccm" {
		suite = dtls.TLS_PSK_WITH_AES_128_CCM
	}
	address := &net.UDPAddr{IP: net.ParseIP("127.0.0.1"), Port: port}
	config := &dtls.Config{
		PSK:                  func(hint []byte) ([]byte, error) { return []byte("secretPSK"), nil },
		PSKIdentityHint:      []byte("ident"),
		CipherSuites:         []dtls.CipherSuiteID{suite},
		ExtendedMasterSecret: dtls.RequireExtendedMasterSecret,
	}
	buffer := make([]byte, 1024)
	if os.Args[1] == "client" {
		conn, err := dtls.Dial("udp", address, config)
		if err != nil {
			fmt.Println("failed:", err)
			os.Exit(1)
		}
		conn.Write([]byte("hello from pion"))
		count, _ := conn.Read(buffer)
		fmt.Println("got", string(buffer[:count]))
		conn.Close()
		return
	}
	listener, err := dtls.Listen("udp", address, config)
	if err != nil {
		panic(err)
	}
	for {
		conn, err := listener.Accept()
		if err != nil {
			fmt.Println("failed:", err)
			continue
		}
		go func() {
			own := make([]byte, 1024)
			for {
				count, err := conn.Read(own)
				if err != nil {
					return
				}
				conn.Write(own[:count])
			}
		}()
	}
}
