import Testing

@testable import Settings

/// The words that another program runs as code; `S` marks them.
@Suite struct ScriptWordsTests {
    @Test(arguments: [
        "sh -c S", "/bin/sh -c S a b", "bash -c S", "dash -c S", "zsh -c S", "ksh -c S", "ash -c S", "mksh -c S",
        "fish -c S", "fish --command S", "fish -C S -c S", "./sh -c S",
        "sh -e -c S", "sh -ec S", "sh -ce S", "sh -e -u -c S x", "sh -c -e S x", "sh -c -- S x", "bash +x -c S",
        "bash -euo pipefail -c S", "bash -o errexit -c S x", "bash -c -o pipefail S x", "bash --norc -c S",
        "bash --rcfile file -c S", "bash -lc S", "bash -O extglob -c S",
        "env sh -c S", "env A=b C=d sh -c S", "env -i sh -c S", "env -u A sh -c S", "env -i A=b -- bash -c S",
        "/usr/bin/env -C /tmp sh -c S", "env -S S x", "env -SS", "env -i --split-string S",
        "sudo sh -c S", "sudo -u user sh -c S", "sudo -n -u user -- sh -c S", "sudo A=b sh -c S",
        "sudo -E env A=b sh -c S",
        "doas -u user sh -c S", "nice -n 5 sh -c S", "nohup sh -c S", "setsid sh -c S", "timeout 5 sh -c S",
        "timeout -k 5 -s TERM 10 sh -c S", "busybox sh -c S", "sudo nice env A=b timeout 3 sh -c S",
        "python -c S", "python3 -c S x", "python3.12 -c S", "python3 -uc S", "python3 -I -c S", "python3 -W error -c S",
        "perl -e S", "perl -ne S", "perl -lane S file", "perl -E S", "perl -Mstrict -e S", "perl -e S -e S",
        "ruby -e S", "ruby -rjson -e S", "ruby -ne S", "node -e S", "node -pe S", "node -p S", "node --eval S",
        "node -r module --print S", "env perl -e S", "sudo -u user python3 -c S",
    ])
    func `an argument that a shell or interpreter runs is found`(command: String) {
        let words = command.split(separator: " ").map(String.init)
        let scripts = words.indices.filter { words[$0].hasSuffix("S") }
        let found = ScriptWords(in: words)
        #expect(found.interpreter != nil)
        #expect(scripts.allSatisfy(found.positions.contains))
        // Options before a script may be named, too: no value stands there.
        #expect(
            found.positions.allSatisfy { $0 >= words.count || words[$0].hasSuffix("S") || words[$0].hasPrefix("-") })
    }

    @Test(arguments: [
        "echo -c a", "sh script a", "sh -e script -c a", "bash -x script", "sh", "sh -s a", "env",
        "sudo -u user echo a",
        "python3 script.py -c a", "python3 -m module -c a", "perl script.pl -e a", "node server.js -e a", "env A=b",
        "./archive -c a", "shell -c a", "", "sh -- -c a",
    ])
    func `an argument that nothing runs as a script is left alone`(command: String) {
        let words = command.split(separator: " ").map(String.init)
        #expect(ScriptWords(in: words).positions.filter { $0 < words.count && words[$0] == "a" }.isEmpty)
    }

    @Test func `what follows the script is its argument`() {
        #expect(ScriptWords(in: ["sh", "-c", "echo \"$1\"", "sh", "{documentId}"]).positions == [2])
        #expect(ScriptWords(in: ["python3", "-c", "print(1)", "-c", "{documentId}"]).positions == [1, 2])
    }
}
