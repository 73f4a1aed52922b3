extension MistakeTable {
    /// In the block of `provider custom`.
    static let provider = #"""
          header X-Signature
          algorithm sha512
          encoding base64
          prefix "v1="
          signed "{id}.{timestamp}.{body}"
          event .type
          id header X-Id
          timestamp header X-Time

          header X-Gitea-Token
          algorithm token
          prefix "Bearer "
          event always push

          header X
          algorithm token
          encoding base64
        ! ^~~~~~~~
        ! error: 'encoding' has no effect with 'algorithm token'
        ! help: remove it: the header holds the secret itself
          signed "v1{body}"
        !        ^~~~~~~~~~
        ! error: 'signed' has no effect with 'algorithm token'
        ! help: remove it: the header holds the secret itself
          event .type

          header X
          event always ""
        !              ^~
        ! error: expected the name of an event, got ''
        ! help: such as push

          header X
          event always
        ! ^~~~~
        ! error: incomplete 'event'
        ! help: usage: event always NAME

          event .type
        ! at hookrunner.conf:2:1
        ! error: provider 'custom' has no 'header'
        ! help: add 'header NAME': the header that holds the signature

          header X-Signature
        ! at hookrunner.conf:2:1
        ! error: provider 'custom' has no 'event'
        ! help: add 'event .FIELD', 'event header NAME' or 'event always NAME'

          hedaer X-Signature
        ! ^~~~~~
        ! error: unknown directive 'hedaer' in provider 'custom'
        ! help: did you mean 'header'?
          event .type

          header X-Signature
          event .type
          signed "{timestamp}.{body}"
        !        ^~~~~~~~~~~~~~~~~~~~
        ! error: '{timestamp}' is signed, but there is no 'timestamp'
        ! help: add 'timestamp .FIELD' or 'timestamp header NAME'

          header X-Signature
          event .type
          signed {id}{body}
        !        ^~~~~~~~~~
        ! error: '{id}' is signed, but there is no 'id'
        ! help: add 'id .FIELD' or 'id header NAME'

          header X-Signature
          event .type
          signed "{time}.{body}"
        !        ^~~~~~~~~~~~~~~
        ! error: expected '{body}', '{timestamp}' or '{id}' between braces, got '{time}.{body}'
        ! help: such as "{timestamp}.{body}"

          header X-Signature
          event .type
          signed "body}"
        !        ^~~~~~~
        ! error: expected '{body}', '{timestamp}' or '{id}' between braces, got 'body}'
        ! help: such as "{timestamp}.{body}"

          header X-Signature
          event .type
          timestamp header X-Time
          signed {timestamp}
        !        ^~~~~~~~~~~
        ! error: the signed text has no '{body}'
        ! help: without it a recorded signature would be valid for any other body

          header "X Signature"
        !        ^~~~~~~~~~~~~
        ! error: expected the name of a header, got 'X Signature'
        ! help: letters, digits and '-', such as X-Signature
          event header X:
        !              ^~
        ! error: expected the name of a header, got 'X:'
        ! help: letters, digits and '-', such as X-Signature

          header X
          event type!
        !       ^~~~~
        ! error: expected a field such as '.documentId', got 'type!'

          header X
          event header
        ! ^~~~~
        ! error: incomplete 'event'
        ! help: usage: event header NAME

          header X
          header Y
        ! ^~~~~~
        ! error: duplicate 'header' in provider 'custom'
        ! help: remove one of them
        ! note: 3:1 first given here
          event .type

          header X
          event .type
          encoding base32
        !          ^~~~~~
        ! error: expected 'hex' or 'base64', got 'base32'
        ! help: did you mean 'base64'?

          header X
          event .type
          tolerance 5m
        ! ^~~~~~~~~
        ! error: unknown directive 'tolerance' in provider 'custom'

          header X
          event .type
          replay-window 5m
        ! ^~~~~~~~~~~~~
        ! error: 'replay-window' does not belong in provider 'custom'
        ! help: it belongs between the braces of an 'endpoint'
        """#
}
