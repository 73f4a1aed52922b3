extension MistakeTable {
    /// Words, quotes and braces.
    static let syntax = #"""
          "abc
        ! ^~~~
        ! error: missing closing quote
        ! help: a quoted word ends with '"' on the same line
        ! ^~~~
        ! error: unknown directive 'abc'

          log "text"info
        !     ^~~~~~~~~~
        ! error: expected 'text' or 'json', got 'textinfo'
        ! help: usage: log text|json [debug|info|warning|error]
        !           ^
        ! error: expected white space after the closing quote
        ! help: write \" for a quote inside quotes

          log te"xt"
        !       ^
        ! error: quote in the middle of a word
        ! help: quote the whole word: "--title=two words"

          journal 'a b'
        !         ^~~~~
        ! error: single quotes do not quote a word
        ! help: use "double quotes"

          journal "a\qb"
        !           ^~
        ! error: unknown escape in a quoted word
        ! help: the escapes are \" \\ \n \t and \{

          journal “a b”
        !         ^~
        ! error: typographic quotes do not quote a word
        ! help: use "double quotes"
        !            ^~
        ! error: unexpected word 'b”'
        ! help: usage: journal DIRECTORY | journal postgresql://USER@HOST/DATABASE

          journal\#u{A0}a
        ! ^~~~~~~~~
        ! error: unknown directive 'journal\#u{A0}a'
        ! help: did you mean 'journal'?
        !        ^
        ! error: non-ASCII white space (U+00A0)
        ! help: replace it by a space, or quote the word

          journal a\#u{7}b
        !          ^
        ! error: control character (U+0007)
        ! help: remove it

          log text \\#u{20}
        !          ^
        ! error: a backslash only joins lines as the last character of a line
        ! help: remove what follows it
        !          ^
        ! error: expected 'debug', 'info', 'warning' or 'error', got '\'
        ! help: usage: log text|json [debug|info|warning|error]

          }
        ! ^
        ! error: unmatched '}'
        ! help: remove it, or look above for a block that is closed too early

          {
        ! ^
        ! error: '{' on its own line
        ! help: put it at the end of the line before

          log text {
        !          ^
        ! error: 'log' does not open a block
        ! help: usage: log text|json [debug|info|warning|error]; write "{" for a brace as the last word
          }

          endpoint /y
        ! ^~~~~~~~
        ! error: 'endpoint' needs a block
        ! help: end the line with '{'

          endpoint /y
        !          ^~
        ! error: endpoint '/y' has no 'provider'
        ! help: add 'provider circularo'
        !          ^~
        ! error: endpoint '/y' has no 'secret'
        ! help: add 'secret file PATH' or 'secret env NAME'; 'unsigned' accepts unauthenticated requests
        !          ^~
        ! warning: endpoint '/y' has no hooks
        ! help: its deliveries are stored and run nothing; add 'on EVENT run ...'
          {
        ! ^
        ! error: '{' on its own line
        ! help: put it at the end of the line before
          }

          endpoint /q { unsigned }
        !          ^~
        ! error: endpoint '/q' has no 'provider'
        ! help: add 'provider circularo'
        !          ^~
        ! warning: endpoint '/q' has no hooks
        ! help: its deliveries are stored and run nothing; add 'on EVENT run ...'
        !             ^
        ! error: a block cannot be on one line
        ! help: end the line after '{', and put '}' on its own line
        !               ^~~~~~~~
        ! warning: endpoint '/q' accepts unauthenticated requests
        ! help: add a 'secret' so that only the provider can trigger its hooks

          endpoint /open {
        !                ^
        ! error: unclosed block
        ! help: add '}' on its own line
        ! note: 5:1 '}' expected before this
           unsigned
        !  ^~~~~~~~
        ! warning: endpoint '/open' accepts unauthenticated requests
        ! help: add a 'secret' so that only the provider can trigger its hooks
           provider circularo
           on * run true

          listen 8080 {
        !        ^~~~
        ! error: expected an address and a port such as '127.0.0.1:8080', got '8080'
        ! help: did you mean '127.0.0.1:8080'?
        !             ^
        ! error: 'listen' does not open a block
        ! help: usage: listen ADDRESS:PORT [tls CERTIFICATE KEY] | listen unix:PATH [mode MODE] | listen systemd [tls CERTIFICATE KEY]; write "{" for a brace as the last word
          }

          endpoint /open {
        !                ^
        ! error: unclosed block
        ! help: add '}' on its own line
        ! note: 7:1 '}' expected before this
           unsigned
        !  ^~~~~~~~
        ! warning: endpoint '/open' accepts unauthenticated requests
        ! help: add a 'secret' so that only the provider can trigger its hooks
           provider circularo
           on * {
            run true
          }

          } listen 127.0.0.1:8081
        ! ^
        ! error: unmatched '}'
        ! help: remove it, or look above for a block that is closed too early
        !   ^~~~~~
        ! error: expected the end of the line after '}'
        ! help: start a new line
        """#
}
