import Formats
import Foundation
import Support
import Testing

/// HTTPS, against openssl(1) and curl(1).
@Suite(.timeLimit(.minutes(4))) struct TLSTests {
    static let body = #"{"event":"documentCompleted"}"#
    private static let openssl = "/usr/bin/openssl"

    /// Makes `NAME.pem` and `NAME.key`, signed by itself, for 127.0.0.1.
    private func makeCertificate(
        _ name: String, in directory: TemporaryDirectory, days: Int = 90,
        key: [String] = ["ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"]
    ) async throws {
        let outcome = try await Program.run(
            [
                "req", "-x509", "-newkey",
            ] + key + [
                "-nodes", "-subj", "/CN=\(name)", "-addext", "subjectAltName=IP:127.0.0.1", "-days", String(days),
                "-keyout",
                directory.file("\(name).key"), "-out", directory.file("\(name).pem"),
            ], executable: Self.openssl)
        try #require(outcome.status == 0, "\(outcome.messages)")
    }

    private func with(
        settings: String = "listen 127.0.0.1:0 tls a.pem a.key", _ body: (RunningDaemon, String) async throws -> Void
    ) async throws {
        let directory = try TemporaryDirectory()
        try await makeCertificate("a", in: directory)
        try await makeCertificate("b", in: directory)
        try await RunningDaemon.with(hooks: "on * run touch ran", settings: settings, in: directory) { daemon in
            try await body(daemon, try #require(await daemon.addresses.last))
        }
    }

    private func curl(_ address: String, authority: String, options: [String] = []) async throws -> Program.Outcome {
        let signature = try await RunningDaemon.signature(of: Self.body)
        return try await Program.run(
            [
                "-s", "-w", "%{http_code} %{http_version} %{ssl_verify_result}", "-o", "/dev/null", "--cacert",
                authority,
                "-H", "x-circularo-signature: \(signature)", "-d", Self.body,
            ] + options + ["https://\(address)/circularo"], executable: "/usr/bin/curl")
    }

    /// What `openssl s_client` says of a connection.
    private func client(_ address: String, _ options: String...) async throws -> String {
        let outcome = try await Program.run(
            ["s_client", "-connect", address] + options, executable: Self.openssl)
        return outcome.output + outcome.messages
    }

    @Test func `curl is answered over HTTPS, with a body of many records`() async throws {
        try await with { daemon, address in
            let outcome = try await curl(address, authority: daemon.directory.file("a.pem"))
            #expect(outcome.output == "202 1.1 0")
            try await eventually { daemon.directory.text(of: "ran") != nil }

            let large = #"{"event":"large","text":"\#(String(repeating: "x", count: 900_000))"}"#
            try daemon.directory.write(large, to: "large.json")
            let signature = try await RunningDaemon.signature(of: large)
            let second = try await Program.run(
                [
                    "-s", "-w", "%{http_code}", "-o", "/dev/null", "--cacert", daemon.directory.file("a.pem"), "-H",
                    "x-circularo-signature: \(signature)", "--data-binary", "@\(daemon.directory.file("large.json"))",
                    "https://\(address)/circularo",
                ], executable: "/usr/bin/curl")
            #expect(second.output == "202")
        }
    }

    @Test func `TLS 1.2 has forward secrecy and authenticated encryption, or there is none`() async throws {
        try await with { _, address in
            for suite in ["ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-ECDSA-CHACHA20-POLY1305"] {
                let answer = try await client(address, "-tls1_2", "-cipher", suite)
                #expect(answer.contains("Cipher is \(suite)"), "\(suite)")
            }
            for suites in ["ECDHE-ECDSA-AES128-SHA", "ECDHE+SHA256:!AESGCM", "ECDHE-ECDSA-AES128-CCM"] {
                let answer = try await client(address, "-tls1_2", "-cipher", "\(suites):@SECLEVEL=0")
                #expect(answer.contains("Cipher is (NONE)"), "\(suites)")
            }
        }
    }

    @Test func `no secret is sent to the certificate's own key`() async throws {
        let directory = try TemporaryDirectory()
        try await makeCertificate("a", in: directory, key: ["rsa:2048"])
        let settings = "listen 127.0.0.1:0 tls a.pem a.key"
        try await RunningDaemon.with(hooks: "on * run true", settings: settings, in: directory) { daemon in
            let address = try #require(await daemon.addresses.last)
            for suite in ["AES128-SHA", "AES256-SHA256", "AES128-GCM-SHA256"] {
                let answer = try await client(address, "-tls1_2", "-cipher", "\(suite):@SECLEVEL=0")
                #expect(answer.contains("Cipher is (NONE)"), "\(suite)")
            }
            let answer = try await client(address, "-tls1_2", "-cipher", "ECDHE-RSA-AES128-GCM-SHA256")
            #expect(answer.contains("Cipher is ECDHE-RSA-AES128-GCM-SHA256"))
        }
    }

    @Test func `TLS 1.2 and 1.3 are spoken, older ones and HTTP 2 are not`() async throws {
        try await with { _, address async throws in
            #expect(try await client(address, "-tls1_2", "-alpn", "h2,http/1.1").contains("ALPN protocol: http/1.1"))
            #expect(try await client(address, "-tls1_3").contains("TLSv1.3, Cipher is TLS_"))
            #expect(try await client(address, "-tls1_1").contains("Cipher is (NONE)"))
            #expect(try await client(address, "-alpn", "h2").contains("no application protocol"))
        }
    }

    @Test func `what is no TLS is dropped, and TLS on a plain port too, with a line at debug`() async throws {
        try await with(settings: "log text debug\nlisten 127.0.0.1:0 tls a.pem a.key") { daemon, address in
            let plain = try await Program.run(
                ["-s", "-w", "%{http_code}", "http://\(address)/circularo"], executable: "/usr/bin/curl")
            #expect(plain.output == "000")
            _ = try await client(await daemon.address)
            try await eventually {
                await daemon.log.contains("connection-dropped client=127.0.0.1 reason=\"tls: http request")
            }
            try await eventually { await daemon.log.contains("reason=\"foreign-protocol: TLS\"") }
        }
    }

    @Test func `SIGHUP brings in a new certificate, and connections go on`() async throws {
        try await with { daemon, address in
            let held = try await curl(
                address, authority: daemon.directory.file("a.pem"),
                options: ["--next", "-s", "-k", "https://\(address)/none"])
            #expect(held.status == 0)
            for suffix in ["pem", "key"] {
                try daemon.directory.write(try #require(daemon.directory.text(of: "b.\(suffix)")), to: "a.\(suffix)")
            }
            await daemon.send(SIGHUP)
            try await eventually { await daemon.log.contains("info reloaded") }
            #expect(try await curl(address, authority: daemon.directory.file("b.pem")).output.hasSuffix(" 1.1 0"))

            try daemon.directory.write("rubbish", to: "a.pem")
            await daemon.send(SIGHUP)
            try await eventually { await daemon.log.contains("error reload-failed") }
            #expect(try await curl(address, authority: daemon.directory.file("b.pem")).output.hasSuffix(" 1.1 0"))
        }
    }

    @Test func `with client-ca a client needs a certificate`() async throws {
        try await with(settings: "client-ca b.pem\nlisten 127.0.0.1:0 tls a.pem a.key") { daemon, address in
            let authority = daemon.directory.file("a.pem")
            #expect(try await curl(address, authority: authority).output.hasPrefix("000"))
            let own = ["--cert", daemon.directory.file("b.pem"), "--key", daemon.directory.file("b.key")]
            #expect(try await curl(address, authority: authority, options: own).output == "202 1.1 0")
            try await makeCertificate("c", in: daemon.directory)
            let strange = ["--cert", daemon.directory.file("c.pem"), "--key", daemon.directory.file("c.key")]
            #expect(try await curl(address, authority: authority, options: strange).output.hasPrefix("000"))
        }
    }

    @Test func `mistakes in the files show where they are named`() async throws {
        let directory = try TemporaryDirectory()
        try await makeCertificate("a", in: directory)
        try await makeCertificate("b", in: directory)
        try await makeCertificate("soon", in: directory, days: 5)
        let expired = try await Program.run(
            [
                "x509", "-in", directory.file("a.pem"), "-signkey", directory.file("a.key"), "-days", "-1", "-out",
                directory.file("old.pem"),
            ], executable: Self.openssl)
        try #require(expired.status == 0, "\(expired.messages)")
        try directory.write("rubbish", to: "rubbish.pem")
        let encrypted = try await Program.run(
            [
                "ec", "-in", directory.file("a.key"), "-aes128", "-passout", "pass:x", "-out",
                directory.file("locked.key"),
            ],
            executable: Self.openssl)
        #expect(encrypted.status == 0)
        func check(_ files: String) async throws -> Program.Outcome {
            let text = "listen 127.0.0.1:8443 tls \(files)\nendpoint /x {\n provider circularo\n unsigned\n}\n"
            try directory.write(text, to: "hookrunner.conf")
            return try await Program.run(["check", "-c", directory.file("hookrunner.conf")])
        }
        #expect(try await check("a.pem a.key").status == 0)
        let mismatch = try await check("a.pem b.key")
        #expect(mismatch.status == 78)
        #expect(mismatch.messages.contains("hookrunner.conf:1:33: error: \(directory.file("b.key")) is not the key of"))
        let rubbish = try await check("rubbish.pem a.key")
        #expect(rubbish.messages.contains("rubbish.pem is not a certificate: no start line"))
        #expect(try await check("a.pem rubbish.pem").messages.contains("rubbish.pem is not a private key"))
        #expect(try await check("a.pem locked.key").messages.contains("locked.key is encrypted"))
        let soon = try await check("soon.pem soon.key")
        #expect(
            soon.status == 0
                && soon.messages.contains("warning: \(directory.file("soon.pem")): the certificate expires in "))
        let old = try await check("old.pem a.key")
        #expect(old.status == 78 && old.messages.contains("old.pem: the certificate expired 1 day ago"))
    }
}
