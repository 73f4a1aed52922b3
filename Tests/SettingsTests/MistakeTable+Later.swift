extension MistakeTable {
    /// What only later versions have.
    static let later = #"""
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

          lease 0s
        ! ^~~~~
        ! error: 'lease' is not available in this version
        ! help: hookrunner.conf(5) lists what is available
        !       ^~
        ! error: a duration must be more than zero
        """#
}
