import Formats
import Values

/// Decides what the outcome of a call means and what the user can do. Pure: no I/O.
struct CircularoJudge: Sendable {
    let call: CircularoAPI.Call
    let host: String
    let timeout: Duration
    let redaction: Redaction

    /// Of an answer in a message, in characters.
    private static let longestQuotation = 300

    /// The JSON value of a successful answer; null after a deletion.
    func content(of answer: Curl.Answer) throws(CircularoProblem) -> JSONValue {
        guard (200..<300).contains(answer.status) else { throw refusal(answer) }
        guard !answer.isPage else { throw webPage(answer) }
        if case .delete = call { return .null }
        do {
            return try JSONReader.value(in: answer.body)
        } catch {
            throw undocumented("not JSON: \(error)")
        }
    }

    /// The answer is successful, but not as documented.
    func undocumented(_ reason: String) -> CircularoProblem {
        uncertain(.failure, "undocumented answer from \(host): \(reason)")
    }

    /// For a call without an answer.
    func problem(with problem: Curl.Problem) -> CircularoProblem {
        switch problem {
        case .notStarted(let reason):
            certain(.failure, "\(reason); install curl to reach Circularo")
        case .tooLong:
            uncertain(.failure, "the answer from \(host) is longer than \(Curl.longestAnswer >> 20) MiB")
        case .ended:
            uncertain(.tryAgain, "curl was ended before \(host) answered")
        case .failed(let status, let words, let proxyStatus):
            self.problem(status: status, words: quoted(words), proxyStatus: proxyStatus)
        }
    }

    /// By curl's exit status, curl(1), EXIT CODES.
    private func problem(status: Int, words: String, proxyStatus: Int) -> CircularoProblem {
        switch status {
        case _ where proxyStatus == 407: proxyLogin
        case _ where proxyStatus >= 300:
            certain(.failure, "the proxy does not connect to \(host) (\(proxyStatus)); see https_proxy and no_proxy")
        case 5, 6, 7, 97:
            certain(.tryAgain, "cannot reach \(host): \(words); check --url, the network, and https_proxy if it is set")
        case 28:
            uncertain(
                .tryAgain,
                "no answer from \(host) within \(timeout.shortText); try again, or wait longer with --timeout"
            )
        case 35, 51, 53, 54, 58, 59, 60, 64, 66, 77, 80, 82, 83, 90, 91:
            certain(
                .failure,
                "no secure connection to \(host): \(words); its certificate must be trusted by this machine "
                    + "or by CURL_CA_BUNDLE")
        case 16, 18, 52, 55, 56, 92, 95:
            uncertain(.tryAgain, "the connection to \(host) broke: \(words); try again")
        case 63: uncertain(.failure, "the answer from \(host) is too long")
        default: uncertain(.failure, "curl failed with exit status \(status): \(words)")
        }
    }

    private func refusal(_ answer: Curl.Answer) -> CircularoProblem {
        let status = answer.status
        let words = words(of: answer)
        switch status {
        case 300..<400: return redirection(answer)
        case 407: return proxyLogin
        case 408, 425, 429:
            return certain(.tryAgain, "\(host) is temporarily unavailable (\(status))\(words); try again later")
        case 500...:
            return uncertain(.tryAgain, "\(host) is temporarily unavailable (\(status))\(words); try again later")
        case _ where answer.isPage: return webPage(answer)
        case 401:
            return certain(
                .failure,
                "\(host) rejects the token (401)\(words); it may have expired: "
                    + "create a new API token in Circularo")
        case 403:
            return certain(
                .failure,
                "\(host) denies permission (403)\(words); the token's user needs the right 'use_webhooks' and, for "
                    + "a tenant's webhooks, must be a global admin; Circularo's support has to activate webhooks")
        case 404: return missing(words)
        default: return certain(.badInput, "\(host) rejects the request (\(status))\(words)")
        }
    }

    private func missing(_ words: String) -> CircularoProblem {
        guard case .delete(let id) = call else {
            return certain(
                .notFound,
                "\(host) has no API for webhooks there (404)\(words); --url must be the part of its address "
                    + "before '/webhooks'")
        }
        return certain(
            .notFound, "no webhook '\(id.escaped)' (404)\(words); see 'hookrunner webhooks list'")
    }

    private func redirection(_ answer: Curl.Answer) -> CircularoProblem {
        // Without the query, which may contain credentials.
        let url = answer.redirection.prefix { $0 != "?" && $0 != "#" }
        let place = url.isEmpty ? "elsewhere" : "to \(quoted(String(url)))"
        return certain(
            .failure,
            "\(host) redirects \(place) (\(answer.status)); the token was not sent there. "
                + "If that is the API, pass it with --url")
    }

    private func webPage(_ answer: Curl.Answer) -> CircularoProblem {
        let text =
            "\(host) answers with a web page (\(answer.status)): there is a proxy or a login in "
            + "between, or --url is not the base URL of the API"
        return answer.status < 300 ? uncertain(.failure, text) : certain(.failure, text)
    }

    private var proxyLogin: CircularoProblem {
        certain(.failure, "the proxy requires a login (407): set https_proxy to http://USER:PASSWORD@HOST:PORT")
    }

    /// The answer's own message, if it has one.
    private func words(of answer: Curl.Answer) -> String {
        guard !answer.isPage, let value = try? JSONReader.value(in: answer.body) else { return "" }
        let names = ["message", "error", "errorMessage", "description", "detail"]
        let text = names.lazy.compactMap { value[$0]?.scalar }.first { !$0.isEmpty }
        return text.map { ": \(quoted($0))" } ?? ""
    }

    /// Foreign text made safe to print; secrets are redacted before it is cut.
    private func quoted(_ text: String) -> String {
        String(redaction.applied(to: text).prefix(Self.longestQuotation)).escaped
    }

    private func certain(_ status: ExitStatus, _ message: String) -> CircularoProblem {
        CircularoProblem(failure: Failure(status, message), isUncertain: false)
    }

    private func uncertain(_ status: ExitStatus, _ message: String) -> CircularoProblem {
        CircularoProblem(failure: Failure(status, message), isUncertain: true)
    }
}

extension Curl.Answer {
    fileprivate var isPage: Bool {
        let start = String(decoding: body.prefix(200), as: UTF8.self).drop { $0.isWhitespace }.lowercased()
        return contentType.hasPrefix("text/html") || start.hasPrefix("<!doctype html") || start.hasPrefix("<html")
    }
}
