extension MistakeTable {
    /// Commands.
    static let command = #"""
          run ./nope
        !     ^~~~~~
        ! warning: program /work/nope: no such file
        ! help: every attempt fails until it exists

          run ./hooks
        !     ^~~~~~~
        ! warning: program /work/hooks: this is a directory
        ! help: name a program in it

          run ./plain
        !     ^~~~~~~
        ! warning: program /work/plain: not executable
        ! help: chmod +x /work/plain

          run ~/x
        !     ^~~
        ! warning: program /work/~/x: no such file
        ! help: '~' is not expanded: write the whole path

          run nope
        !     ^~~~
        ! warning: program 'nope' not found in PATH
        ! help: for a program next to this file write './nope'

          run {documentId}
        !     ^~~~~~~~~~~~
        ! error: a placeholder cannot name the program
        ! help: the payload would choose what is run; name a program, and pass the value as an argument

          run ./{event}
        !     ^~~~~~~~~
        ! error: a placeholder cannot name the program
        ! help: the payload would choose what is run; name a program, and pass the value as an argument

          run ""
        !     ^~
        ! error: the program's name is empty
        ! help: usage: run COMMAND...

          run sh -c "echo {documentId}"
        !                 ^~~~~~~~~~~~
        ! error: placeholder '{documentId}' is inside the script of 'sh', which would run its value
        ! help: use the variable PAYLOAD_DOCUMENT_ID in the script instead

          run sh -c "echo ${documentId}"
        !                  ^~~~~~~~~~~~
        ! error: placeholder '{documentId}' is inside the script of 'sh', which would run its value
        ! help: for the variable write '$\{documentId}' or '$documentId'

          run sudo -u x env -i A=b sh -euo pipefail -c "echo {.actor.name} {documentId}"
        !                                                    ^~~~~~~~~~~~~
        ! error: placeholder '{actor.name}' is inside the script of 'sh', which would run its value
        ! help: use the variable PAYLOAD_ACTOR_NAME in the script instead
        !                                                                  ^~~~~~~~~~~~
        ! error: placeholder '{documentId}' is inside the script of 'sh', which would run its value
        ! help: use the variable PAYLOAD_DOCUMENT_ID in the script instead

          run python3 -c "print('{documentId}')"
        !                        ^~~~~~~~~~~~
        ! error: placeholder '{documentId}' is inside the script of 'python3', which would run its value
        ! help: use the variable PAYLOAD_DOCUMENT_ID in the script instead

          run echo > file | $HOME
        !          ^
        ! warning: '>' is passed literally: 'run' uses no shell
        ! help: write run sh -c "..." to use one, or quote the word
        !                 ^
        ! warning: '|' is passed literally: 'run' uses no shell
        ! help: write run sh -c "..." to use one, or quote the word
        !                   ^~~~~
        ! warning: '$HOME' is passed literally: 'run' uses no shell
        ! help: write run sh -c "..." to use one, or quote the word

          run echo {
        !          ^
        ! error: 'run' does not open a block
        ! help: write "{" for a brace as the last word

          rnu true
        ! ^~~
        ! error: unknown directive 'rnu' in hook 'signRequest'
        ! help: did you mean 'run'?

          timeout 5m
        ! at hookrunner.conf:2:1
        ! error: hook 'signRequest' has no 'run'
        ! help: add 'run COMMAND...' to its block

          run
        ! ^~~
        ! error: incomplete 'run'
        ! help: usage: run COMMAND...

          run 'echo hi'
        !     ^~~~~~~~~
        ! error: single quotes do not quote a word
        ! help: use "double quotes"
        !     ^~~~~~~~~
        ! warning: program 'echo hi' not found in PATH
        ! help: for a program next to this file write './echo hi'

          run perl -ne "print '{event}'"
        !                      ^~~~~~~
        ! error: placeholder '{event}' is inside the script of 'perl', which would run its value
        ! help: use the variable PAYLOAD_EVENT in the script instead

          run node --eval="{a}"
        !                 ^
        ! error: quote in the middle of a word
        ! help: quote the whole word: "--title=two words"
        !                  ^~~
        ! error: placeholder '{a}' is inside the script of 'node', which would run its value
        ! help: use the variable PAYLOAD_A in the script instead

          run echo "a\#u{7}b"
        !            ^
        ! error: control character (U+0007)
        ! help: remove it

          run true "unclosed {
        !          ^~~~~~~~~~~
        ! error: missing closing quote
        ! help: a quoted word ends with '"' on the same line
        !                    ^
        ! error: 'run' does not open a block
        ! help: write "{" for a brace as the last word

          run ./notify --channel sales {documentId}
          retry 8 times 10s..1h
          timeout 0s
        !         ^~
        ! error: a duration must be greater than zero

          run env -S "sh -c 'echo {a}'"
        !                         ^~~
        ! error: placeholder '{a}' is inside the script of 'sh', which would run its value
        ! help: use the variable PAYLOAD_A in the script instead

          run https://user:pw@host/x
        !     ^~~~~~~~~~~~~~~~~~~~~~
        ! warning: program <hidden>: no such file
        ! help: every attempt fails until it exists

          batch 5 every 1s
          run ./notify --channel {channel}
        !                        ^~~~~~~~~
        ! error: a batch has many payloads, so a placeholder has no value
        ! help: its command reads the payloads from standard input, one JSON value per line
        ! note: 3:1 'batch' is given here
        """#
}
