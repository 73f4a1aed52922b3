extension MistakeTable {
    /// Of `when`, in a hook.
    static let when = #"""
          when
        ! ^~~~
        ! error: incomplete 'when'
        ! help: usage: when [not] FIELD =|!= VALUE | when [not] FIELD <|> NUMBER | when [not] FIELD ~ PATTERN | when [not] FIELD in VALUE, ... | when [not] FIELD exists

          when .a
        ! ^~~~
        ! error: incomplete 'when'
        ! help: usage: when [not] FIELD =|!= VALUE | when [not] FIELD <|> NUMBER | when [not] FIELD ~ PATTERN | when [not] FIELD in VALUE, ... | when [not] FIELD exists

          when .a =
        ! ^~~~
        ! error: incomplete 'when'
        ! help: usage: when [not] FIELD =|!= VALUE | when [not] FIELD <|> NUMBER | when [not] FIELD ~ PATTERN | when [not] FIELD in VALUE, ... | when [not] FIELD exists

          when .a = b c
        !             ^
        ! error: unexpected word 'c'
        ! help: usage: when [not] FIELD =|!= VALUE | when [not] FIELD <|> NUMBER | when [not] FIELD ~ PATTERN | when [not] FIELD in VALUE, ... | when [not] FIELD exists

          when {a} = b
        !      ^~~
        ! error: expected a field such as '.documentId', got '{a}'
        ! help: without braces: '.a'

          when .a=b
        !      ^~~~
        ! error: expected a field such as '.documentId', got '.a=b'
        ! help: put spaces around the operator

          when .a is b
        !         ^~
        ! error: unknown operator 'is'
        ! help: did you mean '='?

          when .a == b
        !         ^~
        ! error: unknown operator '=='
        ! help: did you mean '='?

          when .a not in b
        !         ^~~
        ! error: unknown operator 'not'
        ! help: 'not' precedes the field

          when not = b
        !          ^
        ! error: expected a field such as '.documentId', got '='
        ! help: put spaces around the operator

          when .a <= 5
        !         ^~
        ! error: unknown operator '<='
        ! help: write 'when not FIELD > NUMBER'

          when .a exits
        !         ^~~~~
        ! error: expected '=', '!=', '<', '>', '~', 'in' or 'exists', got 'exits'
        ! help: did you mean 'exists'?

          when .a exists b
        !                ^
        ! error: unexpected word 'b'
        ! help: usage: when [not] FIELD =|!= VALUE | when [not] FIELD <|> NUMBER | when [not] FIELD ~ PATTERN | when [not] FIELD in VALUE, ... | when [not] FIELD exists

          when .a < 05
        !           ^~
        ! error: expected a number such as '10', '-2.5' or '1e6', got '05'

          when .a > ten
        !           ^~~
        ! error: expected a number such as '10', '-2.5' or '1e6', got 'ten'

          when .a in
        ! ^~~~
        ! error: incomplete 'when'
        ! help: usage: when [not] FIELD =|!= VALUE | when [not] FIELD <|> NUMBER | when [not] FIELD ~ PATTERN | when [not] FIELD in VALUE, ... | when [not] FIELD exists

          when .a in b,
        !             ^
        ! error: expected a value after ','

          when .a in b c
        !              ^
        ! error: unexpected word 'c'
        ! help: usage: when [not] FIELD =|!= VALUE | when [not] FIELD <|> NUMBER | when [not] FIELD ~ PATTERN | when [not] FIELD in VALUE, ... | when [not] FIELD exists

          when .a = null
        !           ^~~~
        ! warning: 'null' is the text 'null' here
        ! help: 'when not FIELD exists' matches null and a missing field

          when .a in "b",, "c"
        !                ^
        ! error: expected a value before ','

          when .a in "b"c
        !               ^
        ! error: expected white space after the closing quote
        ! help: write \" for a quote inside quotes

          when .a = "null"
          when .a in b, {c}
        !               ^~~
        ! warning: placeholders only work in 'run': this is compared literally
        ! help: write '\{c}' if that is intended

          when .a ~ x(y
        !            ^
        ! error: invalid pattern: a '(' without ')'

          when .a ~ x\1
        !            ^
        ! error: invalid pattern: back-references are not supported
        ! help: a search for one may never end

          when .a ~ "x y**"
        !           ^~~~~~~
        ! error: invalid pattern: a repetition of a repetition
        ! help: put the first one into '(...)'

          when .a ~ (a{200}){200}
        !           ^~~~~~~~~~~~~
        ! error: invalid pattern: it is too long with its repetitions expanded
        ! help: at most 500 characters, a{5} counts as five

          filter .a = b
        ! ^~~~~~
        ! error: unknown directive 'filter' in hook 'signRequest'
        ! help: did you mean 'when'?
        """#
}
