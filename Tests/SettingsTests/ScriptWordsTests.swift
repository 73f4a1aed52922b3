import Formats
import Testing

@testable import Settings

/// The words that another program runs as code; `S` marks them, and no other word is one.
@Suite struct ScriptWordsTests {
    /// One or more lines for each row of `CodeReader.all`.
    private static let commands = [
        "sh -c S", "/bin/sh -c S a b", "bash -c S", "dash -c S", "zsh -c S", "ksh -c S", "ash -c S", "mksh -c S",
        "csh -c S", "tcsh -fc S", "rbash -c S", "yash -c S", "xonsh -c S", "zsh --emulate sh -c S", "./sh -c S",
        "rksh -c S", "pdksh -c S", "oksh -c S",
        "sh -e -c S", "sh -ec S", "sh -ce S", "sh -e -u -c S x", "sh -c -e S x", "sh -c -- S x", "bash +x -c S",
        "bash -euo pipefail -c S", "bash -o errexit -c S x", "bash -c -o pipefail S x", "bash --norc -c S",
        "bash --rcfile file -c S", "bash -lc S", "bash -O extglob -c S", "bash --unknown value -c S",
        "posh -c S", "rc -c S", "osh -c S", "sudo es -c S",
        "fish -c S", "fish --command S", "fish -C S -c S", "nu -c S", "nu --commands S",
        "pwsh -c S", "pwsh -NoProfile -ExecutionPolicy Bypass -Command S", "powershell -EncodedCommand S",
        "python -c S", "python3 -c S x", "python3.12 -c S", "python3 -uc S", "python3 -I -c S", "python3 -W error -c S",
        "pypy3 -c S", "ipython -c S",
        "perl -e S", "perl -ne S", "perl -lane S file", "perl -E S", "perl -Mstrict -e S", "perl -e S -e S",
        "perl5.36 -I lib -e S",
        "ruby -e S", "ruby -rjson -e S", "ruby -ne S", "ruby3.1 -r json -e S",
        "node -e S", "node -pe S", "node -p S", "node --eval S", "node -r module --print S", "nodejs -e S",
        "node -C x -e S", "node --conditions x --input-type module -e S", "bun -e S", "node --unknown x -e S",
        "deno eval S", "php -r S", "php8.2 -d a=b -r S", "php --run S", "lua -e S", "lua5.4 -l m -e S", "luajit -e S",
        "Rscript -e S", "R -e S", "julia -e S", "julia --eval S", "octave --eval S", "ghc -e S", "elixir --eval S",
        "groovy -e S", "clojure -e S", "swift -e S", "expect -c S", "erl -noshell -eval S", "osascript -e S",
        "gnuplot -e S",
        "awk S", "gawk S file", "mawk -F : S file", "awk -v a=b S file", "gawk -e S file", "awk --source S",
        "sed S", "sed -n S file", "sed -i.old S file", "sed -e S -e S file", "sed --quiet S file", "sed --expression=S",
        "env sh -c S", "env A=b C=d sh -c S", "env -i sh -c S", "env -u A sh -c S", "env -i A=b -- bash -c S",
        "/usr/bin/env -C /tmp sh -c S", "env -S S x", "env -i --split-string S", "env -iS S", "env -vS S",
        "env -a name sh -c S",
        "su -c S", "su user -c S", "su - user -c S", "su user -s /bin/sh -- -c S", "runuser -u user -- sh -c S",
        "runuser user --command=S", "sg group -c S", "flock lock -c S", "flock -n lock sh -c S", "script -qc S file",
        "script --command S",
        "ssh host S", "ssh -p 22 user@host S S", "ssh -o S host", "autossh host S", "sudo ssh host S",
        "watch S", "watch -n 5 S S", "parallel S", "parallel -j 4 S", "tmux S S", "screen -S a -X S S",
        "make S", "make -C dir S", "make --eval=S", "gmake -f file S", "nice make S", "eval S",
        "gdb -batch -ex S", "emacs --batch --eval S", "vim -c S file", "nvim --cmd S",
        "psql -c S", "psql -d db -Atc S", "psql --command=S db", "mysql -e S", "mysql db -u me -e S",
        "mariadb --execute=S", "sqlite3 db S", "sqlite3 -separator , db S", "duckdb db S", "mongosh --eval S",
        "clickhouse-client --query S",
        "sudo sh -c S", "sudo -u user sh -c S", "sudo -n -u user -- sh -c S", "sudo A=b sh -c S",
        "sudo --chdir dir sh -c S", "sudo --host a sh -c S", "sudo -E env A=b sh -c S", "doas -u user sh -c S",
        "nice -n 5 sh -c S", "nice --adjustment 5 sh -c S", "nohup sh -c S", "setsid sh -c S", "timeout 5 sh -c S",
        "timeout -k 5 -s TERM 10 sh -c S", "timeout --signal KILL 5 sh -c S", "timeout --kill-after 1 5 sh -c S",
        "busybox sh -c S", "busybox awk S", "sudo nice env A=b timeout 3 sh -c S", "stdbuf -oL bash -c S",
        "flock L sh -c S", "find D -maxdepth 0 -exec sh -c S ;", "xargs sh -c S", "xargs -I % perl -e S",
        "time sh -c S", "ionice -c 3 sh -c S", "chroot dir sh -c S", "unshare -r sh -c S", "nsenter -t 1 sh -c S",
        "setpriv --reuid 1 sh -c S", "gosu user sh -c S", "su-exec user sh -c S", "tini -- sh -c S",
        "dumb-init sh -c S", "docker exec -it c sh -c S", "podman run --rm image sh -c S",
        "kubectl exec pod -- sh -c S", "systemd-run --pipe sh -c S", "strace -f sh -c S", "unknown-wrapper sh -c S",
        "env perl -e S", "sudo -u user python3 -c S", "docker run image awk S",
    ]

    @Test(arguments: commands)
    func `an argument that a shell or interpreter runs is found`(command: String) {
        let words = command.split(separator: " ").map(String.init)
        // In an option such as -pe the letters may be code, too: nobody can tell.
        let isMarked = { (word: String) in word.hasSuffix("S") && !word.hasPrefix("-") || word.hasSuffix("=S") }
        let found = ScriptWords(in: words).readers.keys.map { words[$0] }.filter { !$0.hasPrefix("-") || isMarked($0) }
        #expect(found.sorted() == words.filter(isMarked))
    }

    @Test func `code that is joined to an option is found`() {
        #expect(ScriptWords(in: ["env", "-SS"]).readers == [1: "env -S"])
        #expect(ScriptWords(in: ["perl", "-eS"]).readers == [1: "perl"])
        #expect(ScriptWords(in: ["php", "-rS"]).readers == [1: "php"])
    }

    @Test(arguments: CodeReader.all.map(\.names))
    func `every row is tried`(names: [String]) {
        let programs = Self.commands.flatMap { $0.split(separator: " ") }.map { String($0).lastPathPart }
        #expect(programs.contains { CodeReader.named($0)?.names == names })
    }

    @Test(arguments: [
        "echo -c a", "sh script a", "sh -e script -c a", "bash -x script", "sh", "sh -s a", "env",
        "sudo -u user echo a", "python3 script.py a",
        "python3 script.py -c a", "python3 -m module -c a", "perl script.pl -e a", "node server.js -e a", "env A=b",
        "./archive -c a", "shell -c a", "", "sh -- -c a", "sh -c code name a", "sudo sh -c code name a a",
        "python3 -c code a", "python3 -c code -c a", "awk code a", "awk -f prog a", "awk -v v=a code", "sed -n 1p a",
        "sed -f script a", "psql -v v=a -f script", "sqlite3 a", "ssh a", "flock a ./deploy a", "timeout 5 ./deploy a",
        "make -C a", "logger -t make a", "./notify --to ssh a", "./notify --lang es -c a", "watch-build a",
        "runuser -u user -- ./deploy -c a", "xargs -n 1 ./deploy a", "find dir -name a", "docker exec c ./deploy a",
        "screen -dmS name ./deploy a", "git commit -m a", "node-red -e a", "makepkg a", "env -C a ./deploy",
    ])
    func `an argument that nothing runs as a script is left alone`(command: String) {
        let words = command.split(separator: " ").map(String.init)
        #expect(ScriptWords(in: words).readers.keys.filter { words[$0].hasSuffix("a") }.isEmpty)
    }

    @Test(arguments: [
        (["env", "-iS", "sh -c", "S"], [2, 3]), (["env", "-S", "sh -c 'S'"], [2]), (["env", "-Ssh -c", "S"], [1, 2]),
        (["env", "--split-string=timeout 5 python3 -c", "S"], [1, 2]), (["env", "-S", "./deploy", "a"], [2]),
    ])
    func `looks into the string of env -S`(words: [String], positions: [Int]) {
        #expect(ScriptWords(in: words).readers.keys.sorted() == positions)
    }

    @Test func `names the program that runs the code`() {
        #expect(ScriptWords(in: ["flock", "L", "/bin/bash", "-c", "S"]).readers == [4: "bash"])
        #expect(ScriptWords(in: ["env", "-S", "S"]).readers == [2: "env -S"])
        #expect(ScriptWords(in: ["env", "-S", "sh -c S"]).readers == [2: "sh"])
    }
}
