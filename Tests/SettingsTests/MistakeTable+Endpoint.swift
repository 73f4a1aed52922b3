extension MistakeTable {
    /// In an endpoint.
    static let endpoint = #"""
          duplicates drop 31d
        ! ^~~~~~~~~~
        ! error: duplicates cannot be dropped for 31d: deliveries are kept for 30d
        ! help: 'keep' and 'keep-failed' must be at least as long

          duplicates drop 30d

          max-body 1MB
        !          ^~~
        ! error: expected a size such as '64KiB' or '1MiB', got '1MB'
        ! help: did you mean '1MiB'?

          max-body 0B
        !          ^~
        ! error: a size must be greater than zero

          max-body 1GiB
        !          ^~~~
        ! error: '1GiB' is too large
        ! help: at most 512MiB

          max-body 100
        !          ^~~
        ! error: expected a size such as '64KiB' or '1MiB', got '100'
        ! help: did you mean '100B'?

          duplicates
        ! ^~~~~~~~~~
        ! error: incomplete 'duplicates'
        ! help: usage: duplicates drop DURATION | duplicates drop DURATION by FIELD, ... | duplicates keep

          duplicates drop
        ! ^~~~~~~~~~
        ! error: incomplete 'duplicates'
        ! help: usage: duplicates drop DURATION | duplicates drop DURATION by FIELD, ...

          duplicates drop 24
        !                 ^~
        ! error: expected a duration such as '30s' or '5m', got '24'
        ! help: did you mean '24s'?

          duplicates keep 1h
        !                 ^~
        ! error: unexpected word '1h'
        ! help: usage: duplicates keep

          duplicates drop 1h by
        ! ^~~~~~~~~~
        ! error: incomplete 'duplicates'
        ! help: usage: duplicates drop DURATION | duplicates drop DURATION by FIELD, ...

          duplicates drop 1h by .a .b
        !                          ^~
        ! error: unexpected word '.b'
        ! help: usage: duplicates drop DURATION | duplicates drop DURATION by FIELD, ...

          duplicates drop 1h by .a,
        !                         ^
        ! error: expected a field after ','

          duplicates drop 1h by .a, b{
        !                           ^~
        ! error: expected a field such as '.documentId', got 'b{'
        ! help: without braces: '.b'

          rate 100
        !      ^~~
        ! error: expected a rate such as '100/s', got '100'

          rate 100/s burst x
        !                  ^
        ! error: expected a whole number such as '8', got 'x'

          replay-window x
        !               ^
        ! error: expected a duration such as '30s' or '5m', got 'x'

          each .
        !      ^
        ! error: the body of circularo is not an array, so 'each .' cannot split it
        ! help: name the field that holds the array, or remove 'each'

          each
        ! ^~~~
        ! error: incomplete 'each'
        ! help: usage: each FIELD

          each .items .more
        !             ^~~~~
        ! error: unexpected word '.more'
        ! help: usage: each FIELD

          each {items}
        !      ^~~~~~~
        ! error: expected a field such as '.documentId', got '{items}'
        ! help: without braces: '.items'

          reply wait 20
        !            ^~
        ! error: expected a duration such as '30s' or '5m', got '20'
        ! help: did you mean '20s'?

          reply all right
        !           ^~~~~
        ! error: unexpected word 'right'
        ! help: usage: reply wait DURATION | reply TEXT

          reply wait
        ! ^~~~~
        ! error: incomplete 'reply'
        ! help: usage: reply wait DURATION

          reply "got {id}"
        !       ^~~~~~~~~~
        ! warning: placeholders only work in 'run': this text is sent literally
        ! help: write '\{id}' if that is intended

          reply ok
          reply wait 5s
        ! ^~~~~
        ! error: duplicate 'reply' in endpoint '/x'
        ! help: remove one of them
        ! note: 2:1 first given here

          unsigned
        ! ^~~~~~~~
        ! error: endpoint '/x' has both 'secret' and 'unsigned'
        ! help: remove one of them
        ! note: 5:1 the secret is given here
          unsigned
        ! ^~~~~~~~
        ! error: duplicate 'unsigned' in endpoint '/x'
        ! help: remove one of them
        ! note: 2:1 first given here

          on
        ! ^~
        ! error: incomplete 'on'
        ! help: usage: on EVENT, ... { ... } | on EVENT, ... run COMMAND...

          on run ./x
        !        ^~~
        ! error: expected ',', 'run' or '{' after the event, got './x'
        ! help: an event precedes 'run'; '*' is every event

          on signRequest
        ! ^~
        ! error: hook 'signRequest' runs nothing
        ! help: continue with 'run COMMAND...', or end the line with '{'

          on signRequest rnu true
        !                ^~~
        ! error: expected ',', 'run' or '{' after the event, got 'rnu'
        ! help: did you mean 'run'?

          on signRequest signExpired run true
        !                ^~~~~~~~~~~
        ! error: expected ',', 'run' or '{' after the event, got 'signExpired'
        ! help: events are separated by commas

          on signRequest, run true
        !                     ^~~~
        ! error: expected ',', 'run' or '{' after the event, got 'true'
        ! help: an event precedes 'run'; '*' is every event

          on ,signRequest run true
        !    ^
        ! error: expected an event before ','

          on signRequest,,signExpired run true
        !                ^
        ! error: expected an event before ','

          on sign*ed run true
        !    ^~~~~~~
        ! error: '*' is only valid at the end of an event
        ! help: 'sign*' is every event that begins with 'sign', '*' is every event

          on signRequested run true
        !    ^~~~~~~~~~~~~
        ! warning: circularo documents no event 'signRequested'
        ! help: did you mean 'signRequest'?

          on foo* run true
        !    ^~~~
        ! warning: circularo documents no event 'foo*'
        ! help: the hook still runs if such an event arrives

          on signRequest, signRequest run true
        !                 ^~~~~~~~~~~
        ! warning: duplicate event 'signRequest'

          on signRequest run
        !                ^~~
        ! error: incomplete 'run'
        ! help: usage: run COMMAND...

          on signRequest run true {
        !                         ^
        ! error: a hook has either 'run' in its line or a block
        ! help: move 'run' into the block
          }

          on signRequest {
        ! ^~
        ! error: hook 'signRequest' has no 'run'
        ! help: add 'run COMMAND...' to its block
          }

          on signRequest {
           timeout 2m
           run true }
        ! at hookrunner.conf:1:10
        ! error: endpoint '/x' has no 'provider'
        ! help: add 'provider circularo'
        ! at hookrunner.conf:1:10
        ! error: endpoint '/x' has no 'secret'
        ! help: add 'secret file PATH' or 'secret env NAME'; 'unsigned' accepts unauthenticated requests
        ! at hookrunner.conf:1:13
        ! error: unclosed block
        ! help: add '}' on its own line
        ! note: 4:11 this '}' is a word: its line does not begin with it
        ! at hookrunner.conf:5:1
        ! error: 'provider' does not belong in hook 'signRequest'
        ! help: it belongs between the braces of an 'endpoint'
        ! at hookrunner.conf:6:1
        ! error: 'secret' does not belong in hook 'signRequest'
        ! help: it belongs between the braces of an 'endpoint'
        ! at hookrunner.conf:7:1
        ! error: 'on' does not belong in hook 'signRequest'
        ! help: it belongs between the braces of an 'endpoint'
        ! at hookrunner.conf:9:1
        ! error: 'listen' does not belong in endpoint '/x'
        ! help: it belongs outside of all blocks
        ! at hookrunner.conf:0:0
        ! error: missing 'listen'
        ! help: add 'listen 127.0.0.1:8080'

          timeout 2m
        ! ^~~~~~~
        ! error: 'timeout' does not belong in endpoint '/x'
        ! help: it belongs between the braces of an 'on'

          run true
        ! ^~~
        ! error: 'run' does not belong in endpoint '/x'
        ! help: it belongs between the braces of an 'on'

          on signRequest { run true }
        !                ^
        ! error: a block cannot be on one line
        ! help: end the line after '{', and put '}' on its own line

          allow 10.0.0.0/33
        !       ^~~~~~~~~~~
        ! error: expected a network such as '10.0.0.0/8' or 'fd00::/8', got '10.0.0.0/33'

          max-pending 1k
        !             ^~
        ! error: expected a whole number such as '8', got '1k'

          reply
        ! ^~~~~
        ! error: incomplete 'reply'
        ! help: usage: reply wait DURATION | reply TEXT

          on {
        ! ^~
        ! error: incomplete 'on'
        ! help: usage: on EVENT, ... { ... } | on EVENT, ... run COMMAND...
           run true
          }

          on signRequest {
            name one
           run true
           }
           on signExpired {
           name one
        !       ^~~
        ! error: duplicate hook name 'one' in endpoint '/x'
        ! help: choose another name
        ! note: 3:8 first given here
           run true
          }

          on "{" run true
        !    ^~~
        ! warning: circularo documents no event '{'
        ! help: the hook still runs if such an event arrives

          provder circularo
        ! ^~~~~~~
        ! error: unknown directive 'provder' in endpoint '/x'
        ! help: did you mean 'provider'?

          on signRequest {
        !                ^
        ! error: unclosed block
        ! help: add '}' on its own line
        ! note: 4:1 '}' expected before this
           run true
          on signExpired {
           run true
          }
        """#
}
