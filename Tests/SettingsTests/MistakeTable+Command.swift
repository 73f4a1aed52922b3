extension MistakeTable {
    /// Commands.
    static let command = #"""
          run ./nope
        !     ^~~~~~
        ! warning: program /work/nope: no such file
        ! help: until it is there, every attempt fails

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
        ! help: '~' means nothing here: write the whole path

          run nope
        !     ^~~~
        ! warning: program 'nope' is in no directory of PATH
        ! help: for a program beside this file write './nope'

          run {documentId}
        !     ^~~~~~~~~~~~
        ! error: a placeholder cannot name the program
        ! help: the payload would choose what is run; name a program, and give it the value as an argument

          run ./{event}
        !     ^~~~~~~~~
        ! error: a placeholder cannot name the program
        ! help: the payload would choose what is run; name a program, and give it the value as an argument

          run ""
        !     ^~
        ! error: the program's name is empty
        ! help: usage: run COMMAND...

          run sh -c "echo {documentId}"
        !                 ^~~~~~~~~~~~
        ! error: the placeholder '{documentId}' stands inside the script of 'sh', where its value would be run
        ! help: use the variable PAYLOAD_DOCUMENT_ID in the script instead

          run sh -c "echo ${documentId}"
        !                  ^~~~~~~~~~~~
        ! error: the placeholder '{documentId}' stands inside the script of 'sh', where its value would be run
        ! help: for the variable write '$\{documentId}' or '$documentId'

          run sudo -u x env -i A=b sh -euo pipefail -c "echo {.actor.name} {documentId}"
        !                                                    ^~~~~~~~~~~~~
        ! error: the placeholder '{actor.name}' stands inside the script of 'sh', where its value would be run
        ! help: use the variable PAYLOAD_ACTOR_NAME in the script instead
        !                                                                  ^~~~~~~~~~~~
        ! error: the placeholder '{documentId}' stands inside the script of 'sh', where its value would be run
        ! help: use the variable PAYLOAD_DOCUMENT_ID in the script instead

          run python3 -c "print('{documentId}')"
        !                        ^~~~~~~~~~~~
        ! error: the placeholder '{documentId}' stands inside the script of 'python3', where its value would be run
        ! help: use the variable PAYLOAD_DOCUMENT_ID in the script instead

          run echo > file | $HOME
        !          ^
        ! warning: '>' is passed on as it is: 'run' uses no shell
        ! help: write run sh -c "..." to use one, or quote the word
        !                 ^
        ! warning: '|' is passed on as it is: 'run' uses no shell
        ! help: write run sh -c "..." to use one, or quote the word
        !                   ^~~~~
        ! warning: '$HOME' is passed on as it is: 'run' uses no shell
        ! help: write run sh -c "..." to use one, or quote the word

          run echo {
        !          ^
        ! error: 'run' opens no block
        ! help: a brace as the last word is written "{"

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
        ! error: 'run' is not complete
        ! help: usage: run COMMAND...

          run 'echo hi'
        !     ^~~~~~~~~
        ! error: single quotes do not quote a word
        ! help: use "double quotes"
        !     ^~~~~~~~~
        ! warning: program 'echo hi' is in no directory of PATH
        ! help: for a program beside this file write './echo hi'

          run perl -ne "print '{event}'"
        !                      ^~~~~~~
        ! error: the placeholder '{event}' stands inside the script of 'perl', where its value would be run
        ! help: use the variable PAYLOAD_EVENT in the script instead

          run node --eval="{a}"
        !                 ^
        ! error: a quote in the middle of a word
        ! help: quote the whole word: "--title=two words"
        !                  ^~~
        ! error: the placeholder '{a}' stands inside the script of 'node', where its value would be run
        ! help: use the variable PAYLOAD_A in the script instead

          run echo "a\#u{7}b"
        !            ^
        ! error: a control character (U+0007)
        ! help: remove it

          run true "unclosed {
        !          ^~~~~~~~~~~
        ! error: this quoted word has no closing quote
        ! help: it ends with '"', on the same line
        !                    ^
        ! error: 'run' opens no block
        ! help: a brace as the last word is written "{"

          run ./notify --channel sales {documentId}
          retry 8 times 10s..1h
          timeout 0s
        !         ^~
        ! error: a duration must be more than zero

          run env -S "sh -c 'echo {a}'"
        !                         ^~~
        ! error: the placeholder '{a}' stands inside the script of 'sh', where its value would be run
        ! help: use the variable PAYLOAD_A in the script instead

          run https://user:pw@host/x
        !     ^~~~~~~~~~~~~~~~~~~~~~
        ! warning: program <hidden>: no such file
        ! help: until it is there, every attempt fails

          batch 5 every 1s
          run ./notify --channel {channel}
        !                        ^~~~~~~~~
        ! error: a batch has many payloads, and so no value for a placeholder
        ! help: its command reads the payloads from standard input, one JSON value a line
        ! note: 3:1 the batch is asked for here
        """#
}
