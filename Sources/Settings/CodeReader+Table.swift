// The rows. Each has a test in ScriptWordsTests.

extension CodeReader {
    static let all: [CodeReader] = shells + languages + tools + databases

    private static let shells = [
        // POSIX sh(1): letters may be joined, and the code is the first word after all options.
        CodeReader(
            names: [
                "sh", "bash", "rbash", "dash", "zsh", "ksh", "rksh", "mksh", "pdksh", "oksh", "ash", "yash", "csh",
                "tcsh", "xonsh",
            ],
            letters: "c", valued: "oO", longValued: ["--rcfile", "--init-file", "--emulate"],
            flags: ["--norc", "--noprofile", "--login", "--posix", "--restricted", "--verbose", "--noediting"],
            operands: .codeIfAsked),
        CodeReader(
            names: ["posh", "hush", "rc", "es", "elvish", "osh", "ysh"], letters: "c", valued: "oO",
            operands: .codeIfAsked, isWord: true),
        CodeReader(names: ["fish"], letters: "cC", long: ["--command", "--init-command"], valued: "dof"),
        CodeReader(names: ["nu"], letters: "ce", long: ["--commands", "--execute"], isWord: true),
        CodeReader(
            names: ["pwsh", "powershell"],
            long: ["-c", "-C", "-e", "-ec", "-Command", "-command", "-EncodedCommand", "-encodedcommand"],
            operands: .data),
    ]

    private static let languages = [
        CodeReader(names: ["python", "pypy", "jython", "ipython"], letters: "c", valued: "WX", last: "cm"),
        CodeReader(names: ["perl"], letters: "eE", valued: "I", joined: "MmxCDiFV"),
        CodeReader(names: ["ruby", "jruby"], letters: "e", valued: "rICE", joined: "xFWTK"),
        CodeReader(
            names: ["node", "nodejs", "bun"], letters: "ep", long: ["--eval", "--print"], valued: "rC",
            longValued: ["--require", "--import", "--loader", "--conditions", "--input-type"]),
        CodeReader(names: ["deno"], long: ["eval"]),
        CodeReader(
            names: ["php", "php-cli", "php-cgi"], letters: "rBRE",
            long: ["--run", "--process-begin", "--process-code", "--process-end"], valued: "cdfz"),
        CodeReader(names: ["lua", "luajit", "texlua"], letters: "e", valued: "l"),
        CodeReader(names: ["R", "Rscript"], letters: "e", isWord: true),
        CodeReader(names: ["julia"], letters: "eE", long: ["--eval", "--print"], valued: "JCpLitO"),
        CodeReader(names: ["octave", "octave-cli"], long: ["--eval"]),
        CodeReader(
            names: ["ghc", "groovy", "scala", "elixir", "raku", "clojure", "clj", "bb", "ocaml", "sbcl", "guile"],
            letters: "ec", long: ["--eval"], isWord: true),
        CodeReader(names: ["swift", "racket", "crystal", "expect"], letters: "ec", isWord: true),
        CodeReader(names: ["erl"], long: ["-eval"], operands: .data),
        CodeReader(names: ["osascript", "gnuplot"], letters: "e"),
        CodeReader(
            names: ["awk", "gawk", "mawk", "nawk", "original-awk"], letters: "e", long: ["--source"], valued: "vFil",
            longValued: ["--assign", "--field-separator"], fromFile: ["-f", "-E", "--file", "--exec"],
            operands: .firstIsCode),
        CodeReader(
            names: ["sed", "gsed"], letters: "e", long: ["--expression"], valued: "l", joined: "i",
            fromFile: ["-f", "--file"],
            flags: [
                "--quiet", "--silent", "--in-place", "--regexp-extended", "--null-data", "--separate", "--unbuffered",
                "--posix", "--sandbox", "--debug",
            ], operands: .firstIsCode),
    ]

    private static let tools = [
        // GNU env(1): -S takes a command line in one word.
        CodeReader(names: ["env"], letters: "S", long: ["--split-string"], valued: "uCa"),
        CodeReader(
            names: ["su"], letters: "c", long: ["--command", "--session-command"], valued: "sgGwT",
            operands: .dataThroughout, isWord: true),
        CodeReader(
            names: ["runuser", "sg"], letters: "c", long: ["--command", "--session-command"], valued: "usgGwT",
            operands: .data),
        CodeReader(names: ["flock"], letters: "c", long: ["--command"], valued: "wE", operands: .data),
        CodeReader(
            names: ["script"], letters: "c", long: ["--command"], valued: "mETOIBo", operands: .data, isWord: true),
        // The remote shell reads all words after the host; -o can name a command, such as ProxyCommand.
        CodeReader(
            names: ["ssh", "autossh", "slogin", "rsh", "mosh"], letters: "o", valued: "BbcDEeFIiJLlmOPpQRSWw",
            operands: .codeAfter(1)),
        CodeReader(names: ["watch"], valued: "nqs", longValued: ["--interval"], operands: .codeAfter(0)),
        CodeReader(names: ["parallel", "sem"], valued: "jaINnLPS", longValued: ["--jobs"], operands: .codeAfter(0)),
        CodeReader(names: ["tmux"], valued: "fLS", operands: .codeAfter(0)),
        CodeReader(names: ["screen"], valued: "SpscTehr", opens: ["-X"], operands: .data, isWord: true),
        // make expands $(shell ...), in the values of variables, too, which any word with '=' sets.
        CodeReader(
            names: ["make", "gmake", "bmake"], letters: "E", long: ["--eval"], valued: "CfIjlo",
            longValued: ["--directory", "--file", "--makefile"], operands: .codeAfter(0)),
        CodeReader(names: ["eval"], operands: .codeAfter(0)),
        CodeReader(names: ["gdb"], long: ["-ex", "-iex", "--ex", "-eval-command", "--eval-command"], operands: .data),
        CodeReader(names: ["emacs", "emacsclient"], long: ["-e", "-eval", "--eval", "--execute"], operands: .data),
        CodeReader(names: ["vi", "vim", "nvim"], letters: "c", long: ["--cmd"], operands: .data),
    ]

    // SQL is code as well: COPY ... TO PROGRAM, .shell, \!
    private static let databases = [
        CodeReader(names: ["psql"], letters: "c", long: ["--command"], valued: "dfhopUvFPRLT", operands: .data),
        CodeReader(
            names: ["mysql", "mariadb"], letters: "e", long: ["--execute", "--init-command"], valued: "DuhP",
            joined: "p", operands: .data),
        CodeReader(
            names: ["sqlite", "sqlite3", "duckdb"], long: ["-cmd", "-c"],
            longValued: ["-separator", "-init", "-nullvalue", "-newline"], operands: .codeAfter(1)),
        CodeReader(names: ["mongo", "mongosh"], long: ["--eval"], operands: .data),
        CodeReader(names: ["clickhouse-client"], letters: "q", long: ["--query"], operands: .data),
    ]
}
