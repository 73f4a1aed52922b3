extension MistakeTable {
    /// Of the journal, and of what becomes of runs.
    static let journal = #"""
          journal postgresql://u:pw@h/d
        !         ^~~~~~~~~~~~~~~~~~~~~
        ! error: a URL must not contain a password
        ! help: set PGPASSWORD, or use '?passfile=PATH' or '?service=NAME'

          journal postgresql://u@h/d?sslmode=require&password=pw
        !         ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
        ! error: a URL must not contain a password
        ! help: set PGPASSWORD, or use '?passfile=PATH' or '?service=NAME'

          max-running-total none
        !                   ^~~~
        ! error: expected a whole number such as '8', got 'none'

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
        ! help: the payload would choose what is run; name a program, and pass the value as an argument

          lease 0s
        !       ^~
        ! error: a duration must be greater than zero

          lease 9s
        !       ^~
        ! error: a lease must be at least 10s, got '9s'
        ! help: a command that must end before its lease gets 5s to do so

          lease 1m
        ! ^~~~~
        ! error: 'lease' needs a shared journal
        ! help: use 'journal postgresql://USER@HOST/DATABASE', or remove this

          journal /srv/j
          max-running-total 4
        ! ^~~~~~~~~~~~~~~~~
        ! error: 'max-running-total' needs a shared journal
        ! help: use 'journal postgresql://USER@HOST/DATABASE', or remove this

          keep 1h
        ! ^~~~
        ! warning: duplicates are only dropped for 1h, not for the default of 24h
        ! help: keep deliveries longer, or write 'duplicates drop 1h' in the endpoints

          keep 30d
          keep-failed 2h
        ! ^~~~~~~~~~~
        ! warning: duplicates are only dropped for 2h, not for the default of 24h
        ! help: keep deliveries longer, or write 'duplicates drop 2h' in the endpoints

          keep 24h
        """#
}
