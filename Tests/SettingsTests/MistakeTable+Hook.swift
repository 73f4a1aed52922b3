extension MistakeTable {
    /// In a hook.
    static let hook = #"""
          tiemout 2m
        ! ^~~~~~~
        ! error: unknown directive 'tiemout' in hook 'signRequest'
        ! help: did you mean 'timeout'?

          run true
        ! at hookrunner.conf:4:1
        ! error: duplicate 'run' in hook 'signRequest'
        ! help: remove one of them
        ! note: 3:1 first given here

          timeout 5 min
        !         ^~~~~
        ! error: expected a duration such as '30s' or '5m', got '5 min'
        ! help: did you mean '5m'?

          timeout
        ! ^~~~~~~
        ! error: incomplete 'timeout'
        ! help: usage: timeout DURATION

          retry 0 times 1s..2s
        !       ^
        ! error: the number must be at least 1
        ! help: remove 'retry': without it a run is tried once

          retry 3 times 5s
        !               ^~
        ! error: expected two durations such as '10s..1h', got '5s'

          retry 3 times 5s..1s
        !               ^~~~~~
        ! error: the shortest wait is longer than the longest
        ! help: did you mean '1s..5s'?

          retry 3
        ! ^~~~~
        ! error: incomplete 'retry'
        ! help: usage: retry COUNT times SHORTEST..LONGEST

          retry three times 1s..2s
        !       ^~~~~
        ! error: expected a whole number such as '8', got 'three'

          retry 3 1s..2s
        !         ^~~~~~
        ! error: expected 'times', got '1s..2s'
        ! help: usage: retry COUNT times SHORTEST..LONGEST

          order latst
        !       ^~~~~
        ! error: expected 'parallel', 'serial' or 'latest', got 'latst'
        ! help: did you mean 'latest'?

          order serial by
        ! ^~~~~
        ! error: incomplete 'order'
        ! help: usage: order serial [by FIELD]

          order serial by {documentId}
        !                 ^~~~~~~~~~~~
        ! error: expected a field such as '.documentId', got '{documentId}'
        ! help: without braces: '.documentId'

          order serial .documentId
        !              ^~~~~~~~~~~
        ! error: unexpected word '.documentId'
        ! help: usage: order serial [by FIELD]

          max-running 0
        !             ^
        ! error: the number must be at least 1

          env A
        ! ^~~
        ! error: incomplete 'env'
        ! help: usage: env NAME VALUE

          env A=b c
        !     ^~~
        ! error: expected the name of a variable, got 'A=b'
        ! help: write 'env NAME VALUE', without '='

          env HOOK_X y
        !     ^~~~~~
        ! error: variable 'HOOK_X' is reserved
        ! help: hookrunner sets the variables that begin with HOOK_ or PAYLOAD_

          env A b
          env A c
        !     ^
        ! error: duplicate variable 'A' in hook 'signRequest'
        ! help: remove one of them
        ! note: 3:5 first given here

          env A {documentId}
        !       ^~~~~~~~~~~~
        ! warning: placeholders only work in 'run': this value is used literally
        ! help: the command finds the payload's value in PAYLOAD_DOCUMENT_ID

          env API_TOKEN abc123 extra
        !                      ^~~~~
        ! error: unexpected word <hidden>
        ! help: usage: env NAME VALUE

          pass-env KEY
        !          ^~~
        ! error: variable 'KEY' holds a secret, which is never passed to commands
        ! help: remove it from 'pass-env'
        ! note: 7:12 the secret is given here

          pass-env LC_*
        !          ^~~~
        ! error: expected the name of a variable, got 'LC_*'
        ! help: letters, digits and '_'

          pass-env
        ! ^~~~~~~~
        ! error: incomplete 'pass-env'
        ! help: usage: pass-env NAME...

          directory /nope
        !           ^~~~~
        ! warning: directory /nope: no such directory
        ! help: every attempt fails until it exists

          directory ""
        !           ^~
        ! error: the path is empty
        ! help: usage: directory PATH

          name a
          name b
        ! ^~~~
        ! error: duplicate 'name' in hook 'signRequest'
        ! help: remove one of them
        ! note: 3:1 first given here

          name "a b"
        !      ^~~~~
        ! error: expected a name of at most 64 letters, digits, '.', '_' and '-', got 'a b'

          batch 100
        ! ^~~~~
        ! error: incomplete 'batch'
        ! help: usage: batch COUNT every DURATION

          batch 100 for 5s
        !           ^~~
        ! error: expected 'every', got 'for'
        ! help: usage: batch COUNT every DURATION

          order serial
          batch 100 every 5s
        ! ^~~~~
        ! error: a batch cannot have an 'order'
        ! help: remove one of them; 'max-running 1' runs one batch after the other, the oldest first

          batch 100 every 5
        !                 ^
        ! error: expected a duration such as '30s' or '5m', got '5'
        ! help: did you mean '5s'?

          silence-timeout 0s
        !                 ^~
        ! error: a duration must be greater than zero

          on-failure run x
        ! ^~~~~~~~~~
        ! error: 'on-failure' does not belong in hook 'signRequest'
        ! help: it belongs outside of all blocks

          secret env KEY
        ! ^~~~~~
        ! error: 'secret' does not belong in hook 'signRequest'
        ! help: it belongs between the braces of an 'endpoint'

          listen 1.1.1.1:1
        ! ^~~~~~
        ! error: 'listen' does not belong in hook 'signRequest'
        ! help: it belongs outside of all blocks

          order parallel by .a
        !                ^~
        ! error: unexpected word 'by'
        ! help: usage: order parallel

          retry 3 times 10..20
        !               ^~~~~~
        ! error: expected two durations such as '10s..1h', got '10..20'

          timout 2m
        ! ^~~~~~
        ! error: unknown directive 'timout' in hook 'signRequest'
        ! help: did you mean 'timeout'?
          retyr 3 times 1s..2s
        ! ^~~~~
        ! error: unknown directive 'retyr' in hook 'signRequest'
        ! help: did you mean 'retry'?

          pass-env A A
        !            ^
        ! error: duplicate variable 'A' in hook 'signRequest'
        ! help: remove one of them
        ! note: 3:10 first given here

          env HOME /root
          pass-env HOME
        !          ^~~~
        ! error: duplicate variable 'HOME' in hook 'signRequest'
        ! help: remove one of them
        ! note: 3:5 first given here

          directory plain
        !           ^~~~~
        ! warning: directory /work/plain: no such directory
        ! help: every attempt fails until it exists

          cwd /tmp
        ! ^~~
        ! error: unknown directive 'cwd' in hook 'signRequest'
        ! help: did you mean 'directory'?

          order serial bye .a
        !              ^~~
        ! error: unexpected word 'bye'
        ! help: usage: order serial [by FIELD]

          env PATH /nowhere
        ! at hookrunner.conf:4:5
        ! warning: program 'true' not found in PATH
        ! help: for a program next to this file write './true'

          on signExpired run true
        ! ^~
        ! error: 'on' does not belong in hook 'signRequest'
        ! help: it belongs between the braces of an 'endpoint'

          include hooks.conf
        ! ^~~~~~~
        ! error: 'include' does not belong in hook 'signRequest'
        ! help: it belongs outside of all blocks
        """#
}
