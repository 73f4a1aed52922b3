extension MistakeTable {
    /// Outside of all blocks.
    static let top = #"""
          listn 1
        ! ^~~~~
        ! error: unknown directive 'listn'
        ! help: did you mean 'listen'?

          listen 8080
        !        ^~~~
        ! error: expected an address and a port such as '127.0.0.1:8080', got '8080'
        ! help: did you mean '127.0.0.1:8080'?

          listen 127.0.0.1:8080
        ! at hookrunner.conf:7:8
        ! error: duplicate listen address '127.0.0.1:8080'
        ! help: remove one of them
        ! note: 1:8 first given here

          listen 0.0.0.0:8080
        ! at hookrunner.conf:7:8
        ! error: '127.0.0.1:8080' and '0.0.0.0:8080' use the same port
        ! help: 0.0.0.0 and [::] are all addresses of the machine
        ! note: 1:8 first given here

          listen example.com:80
        !        ^~~~~~~~~~~~~~
        ! error: 'example.com' is a host name, expected an IP address
        ! help: 0.0.0.0 is every IPv4 address of this machine, [::] every IPv6 address

          listen ::1:80
        !        ^~~~~~
        ! error: expected an address and a port such as '127.0.0.1:8080', got '::1:80'
        ! help: did you mean '[::1]:80'?

          listen
        ! ^~~~~~
        ! error: incomplete 'listen'
        ! help: usage: listen ADDRESS:PORT [tls CERTIFICATE KEY] | listen unix:PATH [mode MODE] | listen systemd [tls CERTIFICATE KEY]

          listen 1.2.3.4
        !        ^~~~~~~
        ! error: expected an address and a port such as '127.0.0.1:8080', got '1.2.3.4'
        ! help: add a port: '1.2.3.4:8080'

          listen 1.2.3.4:99999
        !        ^~~~~~~~~~~~~
        ! error: expected an address and a port such as '127.0.0.1:8080', got '1.2.3.4:99999'
        ! help: a port is a number from 0 to 65535

          listen :80
        !        ^~~
        ! error: expected an address and a port such as '127.0.0.1:8080', got ':80'
        ! help: did you mean '0.0.0.0:80'?

          listen 1.2.3.4:80 extra
        !                   ^~~~~
        ! error: unexpected word 'extra'
        ! help: usage: listen ADDRESS:PORT [tls CERTIFICATE KEY] | listen unix:PATH [mode MODE] | listen systemd [tls CERTIFICATE KEY]

          journal
        ! ^~~~~~~
        ! error: incomplete 'journal'
        ! help: usage: journal DIRECTORY | journal postgresql://USER@HOST/DATABASE

          journal mysql://u:pw@h
        !         ^~~~~~~~~~~~~~
        ! error: expected a directory or a URL of PostgreSQL, got <hidden>
        ! help: usage: journal DIRECTORY | journal postgresql://USER@HOST/DATABASE

          journal a
          journal b
        ! ^~~~~~~
        ! error: duplicate 'journal' in the configuration
        ! help: remove one of them
        ! note: 1:1 first given here

          max-running 0
        !             ^
        ! error: the number must be at least 1

          max-running many
        !             ^~~~
        ! error: expected a whole number such as '8', got 'many'

          max-running 99999999999999999999
        !             ^~~~~~~~~~~~~~~~~~~~
        ! error: '99999999999999999999' is too large
        ! help: at most 1000000

          shutdown-timeout 5
        !                  ^
        ! error: expected a duration such as '30s' or '5m', got '5'
        ! help: did you mean '5s'?

          shutdown-timeout 5min
        !                  ^~~~
        ! error: expected a duration such as '30s' or '5m', got '5min'
        ! help: did you mean '5m'?

          shutdown-timeout 0s
        !                  ^~
        ! error: a duration must be greater than zero

          shutdown-timeout 99999d
        !                  ^~~~~~
        ! error: '99999d' is too long
        ! help: at most 3650d

          shutdown-timeout soon
        !                  ^~~~
        ! error: expected a duration such as '30s' or '5m', got 'soon'

          shutdown-timeout 1h30m
        !                  ^~~~~
        ! error: expected a duration such as '30s' or '5m', got '1h30m'

          log warn
        !     ^~~~
        ! error: expected 'text' or 'json', got 'warn'
        ! help: usage: log text|json [debug|info|warning|error]

          log text warn
        !          ^~~~
        ! error: expected 'debug', 'info', 'warning' or 'error', got 'warn'
        ! help: did you mean 'warning'?

          log text info x
        !               ^
        ! error: unexpected word 'x'
        ! help: usage: log text|json [debug|info|warning|error]

          timeout 5m
        ! ^~~~~~~
        ! error: 'timeout' does not belong outside of a block
        ! help: it belongs between the braces of an 'on'

          on a run b
        ! ^~
        ! error: 'on' does not belong outside of a block
        ! help: it belongs between the braces of an 'endpoint'

          Listen 1.1.1.1:1
        ! ^~~~~~
        ! error: unknown directive 'Listen'
        ! help: did you mean 'listen'?

          port 80
        ! ^~~~
        ! error: unknown directive 'port'
        ! help: did you mean 'listen'?

          endpoint x {
        !          ^
        ! error: a path begins with '/', got 'x'
        ! help: did you mean '/x'?
        !          ^
        ! error: endpoint 'x' has no 'provider'
        ! help: add 'provider circularo'
        !          ^
        ! error: endpoint 'x' has no 'secret'
        ! help: add 'secret file PATH' or 'secret env NAME'; 'unsigned' accepts unauthenticated requests
        !          ^
        ! warning: endpoint 'x' has no hooks
        ! help: its deliveries are stored and run nothing; add 'on EVENT run ...'
          }

          endpoint {
        ! ^~~~~~~~
        ! error: incomplete 'endpoint'
        ! help: usage: endpoint PATH { ... }
        ! ^~~~~~~~
        ! warning: this endpoint has no hooks
        ! help: its deliveries are stored and run nothing; add 'on EVENT run ...'
           unsigned
        !  ^~~~~~~~
        ! warning: this endpoint accepts unauthenticated requests
        ! help: add a 'secret' so that only the provider can trigger its hooks
           provider circularo
          }

          endpoint /x {
           unsigned
        !  ^~~~~~~~
        ! warning: endpoint '/x' accepts unauthenticated requests
        ! help: add a 'secret' so that only the provider can trigger its hooks
           provider circularo
           on * run true
          }
        ! at hookrunner.conf:6:10
        ! error: duplicate endpoint '/x'
        ! help: put their hooks into one
        ! note: 1:10 first given here

          endpoint /a?b {
        !          ^~~~
        ! error: a path cannot contain '?' or '#'
        ! help: queries are ignored
           unsigned
        !  ^~~~~~~~
        ! warning: endpoint '/a?b' accepts unauthenticated requests
        ! help: add a 'secret' so that only the provider can trigger its hooks
           provider circularo
           on * run true
          }

          endpoint /a%20b {
        !          ^~~~~~
        ! warning: '%' is an ordinary character here: requests are compared after percent-decoding
        ! help: write the decoded character
           unsigned
        !  ^~~~~~~~
        ! warning: endpoint '/a%20b' accepts unauthenticated requests
        ! help: add a 'secret' so that only the provider can trigger its hooks
           provider circularo
           on * run true
          }

          include nothing.conf
        !         ^~~~~~~~~~~~
        ! error: cannot read nothing.conf: no such file

          include hookrunner.conf
        !         ^~~~~~~~~~~~~~~
        ! error: hookrunner.conf includes itself
        ! help: remove the 'include'

          include
        ! ^~~~~~~
        ! error: incomplete 'include'
        ! help: usage: include GLOB

          max-running 8
          max-running 9
        ! ^~~~~~~~~~~
        ! error: duplicate 'max-running' in the configuration
        ! help: remove one of them
        ! note: 1:1 first given here
          max-running 10
        ! ^~~~~~~~~~~
        ! error: duplicate 'max-running' in the configuration
        ! help: remove one of them
        ! note: 1:1 first given here

          listen 10.0.0.300:80
        !        ^~~~~~~~~~~~~
        ! error: expected an address and a port such as '127.0.0.1:8080', got '10.0.0.300:80'

          journal ""
        !         ^~
        ! error: expected a directory or a URL of PostgreSQL, got ''
        ! help: usage: journal DIRECTORY | journal postgresql://USER@HOST/DATABASE

          include conf.d
        !         ^~~~~~
        ! error: cannot read conf.d: no such file

          max-running
        ! ^~~~~~~~~~~
        ! error: incomplete 'max-running'
        ! help: usage: max-running COUNT

          log
        ! ^~~
        ! error: incomplete 'log'
        ! help: usage: log text|json [debug|info|warning|error]

          shutdown-timeout 1 minute
        !                  ^~~~~~~~
        ! error: expected a duration such as '30s' or '5m', got '1 minute'
        ! help: did you mean '1m'?

          listen [::1]:http
        !        ^~~~~~~~~~
        ! error: expected an address and a port such as '127.0.0.1:8080', got '[::1]:http'
        ! help: a port is a number from 0 to 65535

          listen *:80
        !        ^~~~
        ! error: expected an address and a port such as '127.0.0.1:8080', got '*:80'
        ! help: did you mean '0.0.0.0:80'?

          include ""
        !         ^~
        ! error: the path is empty
        ! help: usage: include GLOB

          listen 127.0.0.1:443 tls cert.pem
        ! ^~~~~~
        ! error: incomplete 'listen'
        ! help: usage: listen ADDRESS:PORT [tls CERTIFICATE KEY] | listen unix:PATH [mode MODE] | listen systemd [tls CERTIFICATE KEY]

          listen 127.0.0.1:443 tls cert.pem key.pem
        !                          ^~~~~~~~
        ! error: cannot read /work/cert.pem: no such file
        ! help: it must be a PEM file
        !                                   ^~~~~~~
        ! error: cannot read /work/key.pem: no such file
        ! help: it must be a PEM file

          listen 127.0.0.1:443 ssl
        !                      ^~~
        ! error: unexpected word 'ssl'
        ! help: usage: listen ADDRESS:PORT [tls CERTIFICATE KEY] | listen unix:PATH [mode MODE] | listen systemd [tls CERTIFICATE KEY]

          listen unix:
        !        ^~~~~
        ! error: the path is empty
        ! help: a socket's path has at most 107 bytes, unix(7)

          listen unix:/run/hook.sock mode 660x
        !                                 ^~~~
        ! error: expected permission bits such as '0660', got '660x'

          listen unix:/run/hook.sock tls a b
        !                            ^~~
        ! error: unexpected word 'tls'
        ! help: usage: listen ADDRESS:PORT [tls CERTIFICATE KEY] | listen unix:PATH [mode MODE] | listen systemd [tls CERTIFICATE KEY]

          client-ca ca.pem
        !           ^~~~~~
        ! error: 'client-ca' needs a 'listen' with tls
        ! help: only TLS clients have certificates

          allow 10.0.0.0/8 x
        !                  ^
        ! error: expected a network such as '10.0.0.0/8' or 'fd00::/8', got 'x'

          deny all
        !      ^~~
        ! error: expected a network such as '10.0.0.0/8' or 'fd00::/8', got 'all'
        ! help: all addresses are '0.0.0.0/0 ::/0'; 'allow' rejects all others by itself

          deny 10.0.0.1/8
        !      ^~~~~~~~~~
        ! error: '10.0.0.1/8' has bits after its prefix length
        ! help: the network is '10.0.0.0/8'

          trust-proxy
        ! ^~~~~~~~~~~
        ! error: incomplete 'trust-proxy'
        ! help: usage: trust-proxy NETWORK|unix...

          max-connections 0
        !                 ^
        ! error: the number must be at least 1

          max-request-memory 1000KiB
        !                    ^~~~~~~
        ! error: '1000KiB' is less than the largest 'max-body', 1MiB
        ! help: write 'max-request-memory 1MiB' or more, or lower 'max-body'

          max-request-memory 2048GiB
        !                    ^~~~~~~
        ! error: '2048GiB' is too large
        ! help: at most 1024GiB

          admin
        ! ^~~~~
        ! error: incomplete 'admin'
        ! help: usage: admin ADDRESS:PORT [show-payloads] | admin unix:PATH [mode MODE]

          admin x
        !       ^
        ! error: expected an address and a port such as '127.0.0.1:8080', got 'x'

          admin systemd
        !       ^~~~~~~
        ! error: expected an address and a port such as '127.0.0.1:8080', got 'systemd'

          admin localhost.example:8081
        !       ^~~~~~~~~~~~~~~~~~~~~~
        ! error: 'localhost.example' is a host name, expected an IP address
        ! help: 0.0.0.0 is every IPv4 address of this machine, [::] every IPv6 address

          admin unix:
        !       ^~~~~
        ! error: the path is empty
        ! help: a socket's path has at most 107 bytes, unix(7)

          admin unix:/run/admin.sock mode 9
        !                                 ^
        ! error: expected permission bits such as '0660', got '9'

          admin 127.0.0.1:8081 tls
        !                      ^~~
        ! error: unexpected word 'tls'
        ! help: usage: admin ADDRESS:PORT [show-payloads] | admin unix:PATH [mode MODE]

          admin unix:/run/admin.sock show-payloads
        !                            ^~~~~~~~~~~~~
        ! error: unexpected word 'show-payloads'
        ! help: usage: admin ADDRESS:PORT [show-payloads] | admin unix:PATH [mode MODE]

          admin 0.0.0.0:8081 show-payloads
        !                    ^~~~~~~~~~~~~
        ! warning: payloads and output are readable by anyone who can reach '0.0.0.0:8081'
        ! help: there is no authentication; use 127.0.0.1 or a Unix socket, or remove 'show-payloads'

          admin 127.0.0.1:8081 show-payload
        !                      ^~~~~~~~~~~~
        ! error: unexpected word 'show-payload'
        ! help: usage: admin ADDRESS:PORT [show-payloads] | admin unix:PATH [mode MODE]

          admin 127.0.0.1:8080
        ! at hookrunner.conf:7:8
        ! error: duplicate listen address '127.0.0.1:8080'
        ! help: remove one of them
        ! note: 1:7 first given here

          admin 127.0.0.1:8081
          admin 127.0.0.1:8082
        ! ^~~~~
        ! error: duplicate 'admin' in the configuration
        ! help: remove one of them
        ! note: 1:1 first given here

          ready-max-lag soon
        !               ^~~~
        ! error: expected a duration such as '30s' or '5m', got 'soon'

          ready-max-lag 0s
        !               ^~
        ! error: a duration must be greater than zero

          reload always
        !        ^~~~~~
        ! error: expected 'on-change', got 'always'
        ! help: usage: reload on-change
        """#
}
