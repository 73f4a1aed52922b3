extension MistakeTable {
    /// What only later versions have.
    static let later = #"""
          listen [::1]:80 tls a b
        !                 ^~~
        ! error: 'listen ADDRESS:PORT tls CERTIFICATE KEY' is not available in this version
        ! help: hookrunner.conf(5) lists what is available

          listen unix:/x
        !        ^~~~~~~
        ! error: 'listen unix:PATH' is not available in this version
        ! help: hookrunner.conf(5) lists what is available

          listen systemd
        !        ^~~~~~~
        ! error: 'listen systemd' is not available in this version
        ! help: hookrunner.conf(5) lists what is available

          admin 127.0.0.1:1
        ! ^~~~~
        ! error: 'admin' is not available in this version
        ! help: hookrunner.conf(5) lists what is available

          admin x
        ! ^~~~~
        ! error: 'admin' is not available in this version
        ! help: hookrunner.conf(5) lists what is available
        !       ^
        ! error: expected an address and a port such as '127.0.0.1:8080', got 'x'

          journal postgresql://u:pw@h/d
        !         ^~~~~~~~~~~~~~~~~~~~~
        ! error: 'journal postgresql://USER@HOST/DATABASE' is not available in this version
        ! help: hookrunner.conf(5) lists what is available

          keep 30
        !      ^~
        ! error: expected a duration such as '30s' or '5m', got '30'
        ! help: did you mean '30s'?

          keep-failed never
        !             ^~~~~
        ! error: expected a duration such as '30s' or '5m', got 'never'

          allow 10.0.0.0/8 x
        ! ^~~~~
        ! error: 'allow' is not available in this version
        ! help: hookrunner.conf(5) lists what is available
        !                  ^
        ! error: expected a network such as '10.0.0.0/8' or 'fd00::/8', got 'x'

          on-failure ./x
        !            ^~~
        ! error: expected 'run', got './x'
        ! help: usage: on-failure run COMMAND...

          on-failure run {hook}
        !                ^~~~~~
        ! error: a placeholder cannot name the program
        ! help: the payload would choose what is run; name a program, and give it the value as an argument

          reload always
        ! ^~~~~~
        ! error: 'reload' is not available in this version
        ! help: hookrunner.conf(5) lists what is available
        !        ^~~~~~
        ! error: expected 'on-change', got 'always'
        ! help: usage: reload on-change

          ready-max-lag 1m
        ! ^~~~~~~~~~~~~
        ! error: 'ready-max-lag' is not available in this version
        ! help: hookrunner.conf(5) lists what is available

          lease 0s
        ! ^~~~~
        ! error: 'lease' is not available in this version
        ! help: hookrunner.conf(5) lists what is available
        !       ^~
        ! error: a duration must be more than zero

          client-ca
        ! ^~~~~~~~~
        ! error: 'client-ca' is not available in this version
        ! help: hookrunner.conf(5) lists what is available
        ! ^~~~~~~~~
        ! error: 'client-ca' is not complete
        ! help: usage: client-ca FILE

          max-connections 0
        ! ^~~~~~~~~~~~~~~
        ! error: 'max-connections' is not available in this version
        ! help: hookrunner.conf(5) lists what is available
        !                 ^
        ! error: the number must be at least 1

          alert failing 5m
        ! ^~~~~
        ! error: 'alert' is not available in this version
        ! help: hookrunner.conf(5) lists what is available

          on-alert
        ! ^~~~~~~~
        ! error: 'on-alert' is not available in this version
        ! help: hookrunner.conf(5) lists what is available
        ! ^~~~~~~~
        ! error: 'on-alert' is not complete
        ! help: usage: on-alert run COMMAND...

          admin 127.0.0.1:8081 tls
        ! ^~~~~
        ! error: 'admin' is not available in this version
        ! help: hookrunner.conf(5) lists what is available
        !                      ^~~
        ! error: unexpected word 'tls'
        ! help: usage: admin ADDRESS:PORT

          deny 10.0.0.0/33
        ! ^~~~
        ! error: 'deny' is not available in this version
        ! help: hookrunner.conf(5) lists what is available
        !      ^~~~~~~~~~~
        ! error: expected a network such as '10.0.0.0/8' or 'fd00::/8', got '10.0.0.0/33'

          trust-proxy
        ! ^~~~~~~~~~~
        ! error: 'trust-proxy' is not available in this version
        ! help: hookrunner.conf(5) lists what is available
        ! ^~~~~~~~~~~
        ! error: 'trust-proxy' is not complete
        ! help: usage: trust-proxy CIDR...
        """#
}
