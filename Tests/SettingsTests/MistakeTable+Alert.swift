extension MistakeTable {
    /// `alert` and `on-alert`.
    static let alert = #"""
          on-alert
        ! ^~~~~~~~
        ! error: incomplete 'on-alert'
        ! help: usage: on-alert run COMMAND...
        ! ^~~~~~~~
        ! warning: 'on-alert' has no effect without 'alert'
        ! help: add 'alert CONDITION...'

          on-alert mail
        ! ^~~~~~~~
        ! warning: 'on-alert' has no effect without 'alert'
        ! help: add 'alert CONDITION...'
        !          ^~~~
        ! error: expected 'run', got 'mail'
        ! help: usage: on-alert run COMMAND...

          on-alert run true
        ! ^~~~~~~~
        ! warning: 'on-alert' has no effect without 'alert'
        ! help: add 'alert CONDITION...'

          on-failure run sh -c "mail {hook}"
        !                            ^~~~~~
        ! error: placeholder '{hook}' is inside the script of 'sh', which would run its value
        ! help: use "$1" in the script instead, and pass the value after the script: sh {hook}
          on-alert run sh -c "mail {startedAt}"
        !                          ^~~~~~~~~~~
        ! error: placeholder '{startedAt}' is inside the script of 'sh', which would run its value
        ! help: use the variable ALERT_STARTED_AT in the script instead
          alert backlog older 10m

          alert backlog older 10m
        ! ^~~~~
        ! warning: alerts do not notify anyone without 'on-alert'
        ! help: add 'on-alert run COMMAND...'; the log and /metrics show alerts anyway

          on-alert run true
          alert
        ! ^~~~~
        ! error: incomplete 'alert'
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
        ! error: incomplete 'alert'
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
        ! error: unknown endpoint '/circularo'
        ! help: known endpoints: /x

          on-alert run true
          alert silence 30d on a
        !               ^~~
        ! error: a silence of 30d cannot be detected: deliveries are kept for 30d
        ! help: make 'keep' and 'keep-failed' longer than this

          on-alert run true
          keep-failed 1h
        ! ^~~~~~~~~~~
        ! warning: duplicates are only dropped for 1h, not for the default of 24h
        ! help: keep deliveries longer, or write 'duplicates drop 1h' in the endpoints
          alert silence 2h on a
        !               ^~
        ! error: a silence of 2h cannot be detected: deliveries are kept for 1h
        ! help: make 'keep' and 'keep-failed' longer than this

          on-alert run true
          alert signature-failures 5 in 10m at /u
        !                                      ^~
        ! warning: signatures never fail at '/u', which is unsigned
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
