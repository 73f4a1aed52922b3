extension MistakeTable {
    /// `alert` and `on-alert`.
    static let alert = #"""
          on-alert
        ! ^~~~~~~~
        ! error: 'on-alert' is not complete
        ! help: usage: on-alert run COMMAND...
        ! ^~~~~~~~
        ! warning: there is no 'alert' to run this for
        ! help: add 'alert CONDITION...'

          on-alert mail
        ! ^~~~~~~~
        ! warning: there is no 'alert' to run this for
        ! help: add 'alert CONDITION...'
        !          ^~~~
        ! error: expected 'run', got 'mail'
        ! help: usage: on-alert run COMMAND...

          on-alert run true
        ! ^~~~~~~~
        ! warning: there is no 'alert' to run this for
        ! help: add 'alert CONDITION...'

          on-failure run sh -c "mail {hook}"
        !                            ^~~~~~
        ! error: the placeholder '{hook}' stands inside the script of 'sh', where its value would be run
        ! help: use "$1" in the script instead, and give it the value behind the script: sh {hook}
          on-alert run sh -c "mail {startedAt}"
        !                          ^~~~~~~~~~~
        ! error: the placeholder '{startedAt}' stands inside the script of 'sh', where its value would be run
        ! help: use the variable ALERT_STARTED_AT in the script instead
          alert backlog older 10m

          alert backlog older 10m
        ! ^~~~~
        ! warning: alerts notify no one: there is no 'on-alert'
        ! help: add 'on-alert run COMMAND...'; the log and /metrics show alerts all the same

          on-alert run true
          alert
        ! ^~~~~
        ! error: 'alert' is not complete
        ! help: usage: alert signature-failures COUNT in DURATION [at PATH] | alert failed-runs COUNT in DURATION [at PATH] | alert backlog older DURATION [at PATH] | alert silence DURATION on EVENT, ... [at PATH]

          on-alert run true
          alert backlog older 10m
          alert backlog older 600s
        ! ^~~~~
        ! error: duplicate alert
        ! help: remove one of them
        ! note: 2:1 first given here

          on-alert run true
          alert backlog older 10m
          alert failed-run 5 in 10m
        !       ^~~~~~~~~~
        ! error: expected 'signature-failures', 'failed-runs', 'backlog' or 'silence', got 'failed-run'
        ! help: did you mean 'failed-runs'?
          alert failed-runs 0 in 10m
        !                   ^
        ! error: the number must be at least 1
          alert failed-runs 5 per 10m
        !                     ^~~
        ! error: expected 'in', got 'per'
        ! help: usage: alert failed-runs COUNT in DURATION [at PATH]
          alert signature-failures 5 in 10
        !                               ^~
        ! error: expected a duration such as '30s' or '5m', got '10'
        ! help: did you mean '10s'?
          alert backlog 10m
        !               ^~~
        ! error: expected 'older', got '10m'
        ! help: usage: alert backlog older DURATION [at PATH]
          alert silence 24h
        ! ^~~~~
        ! error: 'alert' is not complete
        ! help: usage: alert silence DURATION on EVENT, ... [at PATH]
          alert silence 24h on a,
        !                       ^
        ! error: expected an event after ','
          alert silence 24h on a* b
        !                         ^
        ! error: expected 'at', got 'b'
        ! help: usage: alert silence DURATION on EVENT, ... [at PATH]

          on-alert run true
          alert backlog older 10m at /x /y
        !                               ^~
        ! error: unexpected word '/y'
        ! help: usage: alert backlog older DURATION [at PATH]
          alert backlog older 10m at /circularo
        !                            ^~~~~~~~~~
        ! error: there is no endpoint '/circularo'
        ! help: there are: /x

          on-alert run true
          alert silence 30d on a
        !               ^~~
        ! error: a silence of 30d cannot be told: deliveries are kept for 30d
        ! help: make 'keep' and 'keep-failed' longer than this

          on-alert run true
          keep-failed 1h
        ! ^~~~~~~~~~~
        ! warning: duplicates are dropped for 1h only, not for 24h, the default
        ! help: keep deliveries longer, or write 'duplicates drop 1h' in the endpoints
          alert silence 2h on a
        !               ^~
        ! error: a silence of 2h cannot be told: deliveries are kept for 1h
        ! help: make 'keep' and 'keep-failed' longer than this

          on-alert run true
          alert signature-failures 5 in 10m at /u
        !                                      ^~
        ! warning: no signature fails at '/u', which is unsigned
        ! help: give it a 'secret'
          endpoint /u {
           unsigned
        !  ^~~~~~~~
        ! warning: endpoint '/u' accepts unauthenticated requests
        ! help: add a 'secret' so that only the provider can trigger its hooks
           provider circularo
           on * run true
          }
        """#
}
