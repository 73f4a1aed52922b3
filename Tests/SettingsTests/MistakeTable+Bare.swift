extension MistakeTable {
    /// Providers and secrets.
    static let bare = #"""
          
        ! at hookrunner.conf:1:10
        ! error: endpoint '/x' has no 'provider'
        ! help: add 'provider circularo'
        ! at hookrunner.conf:1:10
        ! error: endpoint '/x' has no 'secret'
        ! help: add 'secret file PATH' or 'secret env NAME'; 'unsigned' accepts unauthenticated requests

           provider circularo
        ! at hookrunner.conf:1:10
        ! error: endpoint '/x' has no 'secret'
        ! help: add 'secret file PATH' or 'secret env NAME'; 'unsigned' accepts unauthenticated requests

           secret env KEY
        ! at hookrunner.conf:1:10
        ! error: endpoint '/x' has no 'provider'
        ! help: add 'provider circularo'

           provider circulro
        !           ^~~~~~~~
        ! error: expected 'circularo', 'github', 'gitlab', 'stripe', 'standard-webhooks', 'slack', 'shopify', 'docusign', 'boldsign', 'yousign', 'pandadoc', 'signwell', 'dropbox-sign', 'documenso' or 'custom', got 'circulro'
        ! help: did you mean 'circularo'?
           unsigned
        !  ^~~~~~~~
        ! warning: endpoint '/x' accepts unauthenticated requests
        ! help: add a 'secret' so that only the provider can trigger its hooks

           provider custom {
        !  ^~~~~~~~
        ! error: provider 'custom' has no 'event'
        ! help: add 'event .FIELD', 'event header NAME' or 'event always NAME'
           header X
           algorithm md5
        !            ^~~
        ! error: expected 'sha256', 'sha512' or 'token', got 'md5'
        ! help: usage: algorithm sha256|sha512|token
           foo 1
        !  ^~~
        ! error: unknown directive 'foo' in provider 'custom'
           }
           secret env KEY

           provider circularo
           secret env KEY
           unsigned
        !  ^~~~~~~~
        ! error: endpoint '/x' has both 'secret' and 'unsigned'
        ! help: remove one of them
        ! note: 3:2 the secret is given here

           provider
        !  ^~~~~~~~
        ! error: incomplete 'provider'
        ! help: usage: provider circularo|github|gitlab|stripe|standard-webhooks|slack|shopify|docusign|boldsign|yousign|pandadoc|signwell|dropbox-sign|documenso | provider custom { ... }
           unsigned
        !  ^~~~~~~~
        ! warning: endpoint '/x' accepts unauthenticated requests
        ! help: add a 'secret' so that only the provider can trigger its hooks

           provider circularo
           secret abc123
        !         ^~~~~~
        ! error: expected 'file' or 'env' after 'secret'
        ! help: never write a key here: write 'secret file PATH' or 'secret env NAME'

           provider circularo
           secret "abc123"
        !         ^~~~~~~~
        ! error: expected 'file' or 'env' after 'secret'
        ! help: never write a key here: write 'secret file PATH' or 'secret env NAME'

           provider circularo
           secret=abc123
        !  ^~~~~~~~~~~~~
        ! error: unknown directive <hidden> in endpoint '/x'
        ! help: write 'secret file PATH' or 'secret env NAME'

           provider circularo
           sercet abc123
        !  ^~~~~~
        ! error: unknown directive 'sercet' in endpoint '/x'
        ! help: did you mean 'secret'?

           provider circularo
           hmac-secret abc123
        !  ^~~~~~~~~~~
        ! error: unknown directive 'hmac-secret' in endpoint '/x'
        ! help: did you mean 'secret'?

           provider circularo
           secret file abc123
        !              ^~~~~~
        ! error: secret file: no such file
        ! help: to name a file, write './' before it; never write the key itself here

           provider circularo
           secret file /run/missing
        !              ^~~~~~~~~~~~
        ! error: secret file /run/missing: no such file
        ! help: put the key there, or name another file

           provider circularo
           secret file /run/denied
        !              ^~~~~~~~~~~
        ! error: secret file /run/denied: permission denied (running as uid 1000)
        ! help: make it readable, or name another file

           provider circularo
           secret file /run/directory
        !              ^~~~~~~~~~~~~~
        ! error: secret file /run/directory: this is a directory, not a file
        ! help: name the file in it

           provider circularo
           secret file /run/empty
        !              ^~~~~~~~~~
        ! error: secret file /run/empty: the key is empty
        ! help: put the provider's key there; anyone could sign with this one

           provider circularo
           secret file /run/open
        !              ^~~~~~~~~
        ! warning: secret file /run/open is readable by all users (mode 0644)
        ! help: chmod 600 /run/open

           provider circularo
           secret file /run/spaced
        !              ^~~~~~~~~~~
        ! warning: secret file /run/spaced: leading and trailing white space is part of the key
        ! help: only one trailing newline is stripped

           provider circularo
           secret env NOPE
        !             ^~~~
        ! error: secret env NOPE: the variable is not set
        ! help: set it in the environment of hookrunner, or use 'secret file PATH'

           provider circularo
           secret env EMPTY
        !             ^~~~~
        ! error: secret env EMPTY: the variable is empty
        ! help: set it in the environment of hookrunner, or use 'secret file PATH'

           provider circularo
           secret env abc123
        !             ^~~~~~
        ! error: secret env: the variable is not set
        ! help: name a variable that holds the key; never write the key itself here

           provider circularo
           secret env a-b
        !             ^~~
        ! error: expected the name of an environment variable after 'secret env'
        ! help: letters, digits and '_', such as CIRCULARO_SECRET

           provider circularo
           secret file /run/key abc123
        !                       ^~~~~~
        ! error: unexpected word <hidden>
        ! help: usage: secret file PATH

           provider circularo
           secret file
        !  ^~~~~~
        ! error: incomplete 'secret'
        ! help: usage: secret file PATH

           provider circularo
           secret
        !  ^~~~~~
        ! error: incomplete 'secret'
        ! help: usage: secret file PATH | secret env NAME

           provider circularo
           secret file /run/missing # abc123
        !              ^~~~~~~~~~~~
        ! error: secret file /run/missing: no such file
        ! help: put the key there, or name another file

          provider circularo {
        !                    ^
        ! error: only 'provider custom' has a block
           header x
          }
          secret env KEY

          provider custom
        ! ^~~~~~~~
        ! error: 'provider custom' needs a block
        ! help: end the line with '{'
          secret env KEY

          provider circularo extra
        !                    ^~~~~
        ! error: unexpected word 'extra'
        ! help: usage: provider circularo|github|gitlab|stripe|standard-webhooks|slack|shopify|docusign|boldsign|yousign|pandadoc|signwell|dropbox-sign|documenso | provider custom { ... }
          secret env KEY

          unsigned yes
        ! ^~~~~~~~
        ! warning: endpoint '/x' accepts unauthenticated requests
        ! help: add a 'secret' so that only the provider can trigger its hooks
        !          ^~~
        ! error: unexpected word 'yes'
        ! help: usage: unsigned
          provider circularo

          secret env KEY
          secret file /run/broken
        !             ^~~~~~~~~~~
        ! error: secret file /run/broken: input/output error
        ! help: name another file
          provider circularo

           provider standard-webhooks
           secret env KEY
        !             ^~~
        ! error: secret env KEY: the key is not 'whsec_' followed by base64, so it is not a key of standard-webhooks
        ! help: copy it exactly as the provider shows it

           secret file /run/key
        !              ^~~~~~~~
        ! error: secret file /run/key: the key is not 'whsec_' followed by base64, so it is not a key of standard-webhooks
        ! help: copy it exactly as the provider shows it
           provider standard-webhooks

           provider github
           secret env KEY
           replay-window 5m
        !  ^~~~~~~~~~~~~
        ! error: github signs no time, so every request would be rejected
        ! help: remove it; 'duplicates' drops repeated deliveries

           provider gitlab
           secret env KEY
           replay-window 5m
        !  ^~~~~~~~~~~~~
        ! error: 'replay-window' needs a signed time, and a secret token of gitlab signs nothing
        ! help: use a signing token (whsec_...) alone, or remove 'replay-window'

           provider gitlab
           secret file /run/signing
           replay-window 5m

           provider stripe
           unsigned
        !  ^~~~~~~~
        ! warning: endpoint '/x' accepts unauthenticated requests
        ! help: add a 'secret' so that only the provider can trigger its hooks
           replay-window 5m
        !  ^~~~~~~~~~~~~
        ! error: endpoint '/x' has both 'replay-window' and 'unsigned'
        ! help: remove one of them
        ! note: 3:2 'unsigned' here means that no time is authenticated

           provider custom {
            header X
            event .event
           }
           secret env KEY
           replay-window 5m
        !  ^~~~~~~~~~~~~
        ! error: 'replay-window' needs a time, and 'provider custom' names none
        ! help: add 'timestamp .FIELD' or 'timestamp header NAME' to the block of 'provider custom'

           provider custom {
            header X
            event .event
            timestamp header X-Time
           }
           secret env KEY
           replay-window 5m
        !  ^~~~~~~~~~~~~
        ! error: 'replay-window' needs a signed time
        ! help: add '{timestamp}' to 'signed', if the provider signs it

           provider custom {
            header X
            algorithm token
            event always done
            timestamp .at
           }
           secret env KEY
           replay-window 5m
        !  ^~~~~~~~~~~~~
        ! error: 'replay-window' needs a signed time
        ! help: remove it: with 'algorithm token' nothing is signed

           provider signwell
           secret env KEY
           on document_complete run true
        !     ^~~~~~~~~~~~~~~~~
        ! warning: signwell documents no event 'document_complete'
        ! help: did you mean 'document_completed'?

           provider github
           secret env KEY
           on pull-request run true
        """#
}
