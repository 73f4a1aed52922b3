extension MistakeTable {
    /// What only later versions have.
    static let later = #"""
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

          on-failure ./x
        !            ^~~
        ! error: expected 'run', got './x'
        ! help: usage: on-failure run COMMAND...

          on-failure run {hook}
        !                ^~~~~~
        ! error: a placeholder cannot name the program
        ! help: the payload would choose what is run; name a program, and give it the value as an argument

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
        """#
}
