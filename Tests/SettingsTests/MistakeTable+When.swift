extension MistakeTable {
    /// Of `when`, in a hook.
    static let when = #"""
          when
        ! ^~~~
        ! error: 'when' is not complete
        ! help: usage: when [not] FIELD =|!= VALUE | when [not] FIELD <|> NUMBER | when [not] FIELD ~ PATTERN | when [not] FIELD in VALUE, ... | when [not] FIELD exists

          when .a
        ! ^~~~
        ! error: 'when' is not complete
        ! help: usage: when [not] FIELD =|!= VALUE | when [not] FIELD <|> NUMBER | when [not] FIELD ~ PATTERN | when [not] FIELD in VALUE, ... | when [not] FIELD exists

          when .a =
        ! ^~~~
        ! error: 'when' is not complete
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
        ! help: put blanks around the operator

          when .a is b
        !         ^~
        ! error: 'is' is no operator
        ! help: did you mean '='?

          when .a == b
        !         ^~
        ! error: '==' is no operator
        ! help: did you mean '='?

          when .a not in b
        !         ^~~
        ! error: 'not' is no operator
        ! help: 'not' stands before the field

          when not = b
        !          ^
        ! error: expected a field such as '.documentId', got '='
        ! help: put blanks around the operator

          when .a <= 5
        !         ^~
        ! error: '<=' is no operator
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
        ! error: 'when' is not complete
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
        ! warning: 'null' is the text of that name here
        ! help: 'when not FIELD exists' asks for null, and for a field that is not there

          when .a in "b",, "c"
        !                ^
        ! error: expected a value before ','

          when .a in "b"c
        !               ^
        ! error: expected white space after the closing quote
        ! help: inside quotes a quote is \"

          when .a = "null"
          when .a in b, {c}
        !               ^~~
        ! warning: placeholders mean something in 'run' only: this is compared as it stands
        ! help: write '\{c}' if that is meant

          when .a ~ x(y
        !            ^
        ! error: this is no pattern: a '(' without ')'

          when .a ~ x\1
        !            ^
        ! error: this is no pattern: there are no back-references
        ! help: a search for one may take for ever

          when .a ~ "x y**"
        !           ^~~~~~~
        ! error: this is no pattern: a repetition of a repetition
        ! help: put the first one into '(...)'

          when .a ~ (a{200}){200}
        !           ^~~~~~~~~~~~~
        ! error: this is no pattern: it is too long with its repetitions written out
        ! help: at most 500 characters, a{5} being five

          filter .a = b
        ! ^~~~~~
        ! error: unknown directive 'filter' in hook 'signRequest'
        ! help: did you mean 'when'?
        """#
}
