// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .treatAllWarnings(as: .error),
]

/// An async call stays on its caller's executor: a request is answered without leaving the event loop for nothing.
let strictRoom = strict + [.enableUpcomingFeature("NonisolatedNonsendingByDefault")]

/// A C library that every distribution ships: headers and `static inline` wrappers only.
func library(_ name: String, packages: [String]) -> Target {
    .systemLibrary(name: name, providers: [.apt(packages)])
}

/// A room and its tests: `Sources/<name>` and `Tests/<name>Tests`. A room sees only the rooms named here.
func room(
    _ name: String, sees rooms: [Target.Dependency] = [], tests helpers: [Target.Dependency] = []
) -> [Target] {
    [
        .target(name: name, dependencies: rooms, swiftSettings: strictRoom),
        .testTarget(
            name: "\(name)Tests", dependencies: [.target(name: name)] + rooms + helpers, swiftSettings: strict),
    ]
}

let libraries = [
    library("CLinux", packages: []),
    library("COpenSSL", packages: ["libssl-dev"]),
    library("CSQLite", packages: ["libsqlite3-dev"]),
    library("CPostgreSQL", packages: ["libpq-dev"]),
]

/// What a build may have beside the rest: `swift build --traits PostgreSQL`.
let traits: Set<Trait> = [
    .trait(name: "PostgreSQL", description: "Journals that several machines share; needs libpq.")
]
let postgreSQL = Target.Dependency.target(name: "CPostgreSQL", condition: .when(traits: ["PostgreSQL"]))

let rooms =
    room("Formats", tests: ["Support", "Processes"])
    + room("Values", sees: ["Formats"], tests: ["Support"])
    + room("Settings", sees: ["Formats", "Values"], tests: ["Support"])
    + room("HTTP", sees: ["Formats", "Values", "CLinux", "COpenSSL"], tests: ["Support"])
    + room("Signatures", sees: ["Formats", "Values", "COpenSSL"], tests: ["Support"])
    + room("Journals", sees: ["Formats", "Values", "CSQLite", postgreSQL], tests: ["Support"])
    + room("Pages", sees: ["Formats", "Values", "Journals"], tests: ["Support"])
    + room("Processes", sees: ["Formats", "Values", "CLinux"], tests: ["Support"])
    + room("Reporting", sees: ["Formats", "Values"])
    + room("Scheduling", sees: ["Formats", "Values", "Journals", "Processes", "Reporting"], tests: ["Support"])
    + room("Alerting", sees: ["Formats", "Values", "Journals", "Processes", "Reporting"], tests: ["Support"])
    + room(
        "Daemon",
        sees: [
            "Formats", "Values", "Settings", "HTTP", "Signatures", "Journals", "Pages", "Processes", "Reporting",
            "Scheduling", "Alerting",
        ],
        tests: ["Support"])
    + room(
        "Console",
        sees: [
            "Formats", "Values", "Settings", "HTTP", "Signatures", "Journals", "Processes", "Reporting", "Daemon",
            "CLinux",
        ],
        tests: ["Support"])

/// Tests that start the built program, and what they share.
let endToEnd: [Target] = [
    .target(
        name: "Support", dependencies: ["Formats", "Values", "Processes"], path: "Tests/Support", swiftSettings: strict),
    .testTarget(
        name: "EndToEndTests",
        dependencies: ["hookrunner", "Processes", "Support", "HTTP", "Signatures", "Formats", "Values"],
        swiftSettings: strict),
]

/// Fuzzing: `make fuzz`. Only there, since libFuzzer brings a main function of its own.
let fuzz: [Target] =
    Context.environment["HOOKRUNNER_FUZZ"] == nil
    ? []
    : [
        .executableTarget(
            name: "fuzz",
            dependencies: [
                "Formats", "Values", "Settings", "HTTP", "Signatures", "Journals", "Pages", "Daemon", "Support",
            ],
            path: "Tests/Fuzz",
            exclude: ["run", "seeds"],
            swiftSettings: strict,
            linkerSettings: [.unsafeFlags(["-sanitize=fuzzer", "-use-ld=lld"])])
    ]

/// `make release` and `make static`: Swift's libraries are inside of the program, without the data for languages.
let inside: [Target] =
    Context.environment["HOOKRUNNER_INSIDE"] == nil ? [] : [.target(name: "NoLocales")]

let package = Package(
    name: "hookrunner",
    traits: traits,
    targets: libraries + rooms + endToEnd + fuzz + inside + [
        .executableTarget(
            name: "hookrunner", dependencies: ["Console"] + inside.map { .target(name: $0.name) }, swiftSettings: strict
        ),
        .executableTarget(name: "command-rates", path: "Tests/Benchmarks/CommandRates", swiftSettings: strict),
        .executableTarget(
            name: "metric-rates", dependencies: ["Reporting", "Formats", "Values"],
            path: "Tests/Benchmarks/MetricRates",
            swiftSettings: strict),
    ],
    swiftLanguageModes: [.v6]
)
