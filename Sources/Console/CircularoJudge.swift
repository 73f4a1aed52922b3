import Formats
import Values

/// Decides what an answer, or none, means for a call, and what to do about it. Pure: no I/O.
struct CircularoJudge: Sendable {
    let call: CircularoAPI.Call
    let host: String
    let timeout: Duration
    let redaction: Redaction

    /// Longest part of an answer that a message repeats, in characters.
    private static let longestQuotation = 300

    /// The JSON value of an answer that says yes; null where there is none, as after deleting.
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

    /// The answer says yes, but not as the documentation has it.
    func undocumented(_ reason: String) -> CircularoProblem {
        uncertain(.failure, "the answer of \(host) is not what Circularo documents: \(reason)")
    }

    /// What it means that there is no answer.
    func problem(with problem: Curl.Problem) -> CircularoProblem {
        switch problem {
        case .notStarted(let reason):
            certain(.failure, "\(reason); Circularo is asked with curl: install it")
        case .tooLong:
            uncertain(.failure, "the answer of \(host) is longer than \(Curl.longestAnswer >> 20) MiB")
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
                "no safe connection to \(host): \(words); its certificate has to be one that this machine "
                    + "trusts, or that CURL_CA_BUNDLE names")
        case 16, 18, 52, 55, 56, 92, 95:
            uncertain(.tryAgain, "the connection to \(host) broke: \(words); try again")
        case 63: uncertain(.failure, "the answer of \(host) is too long")
        default: uncertain(.failure, "curl failed with exit status \(status): \(words)")
        }
    }

    private func refusal(_ answer: Curl.Answer) -> CircularoProblem {
        let status = answer.status
        let words = words(of: answer)
        switch status {
        case 300..<400: return redirection(answer)
        case 407: return proxyLogin
        case 408, 425, 429: return certain(.tryAgain, "\(host) cannot do it now (\(status))\(words); try again later")
        case 500...: return uncertain(.tryAgain, "\(host) cannot do it now (\(status))\(words); try again later")
        case _ where answer.isPage: return webPage(answer)
        case 401:
            return certain(
                .failure,
                "\(host) does not accept the token (401)\(words); it may have expired: "
                    + "make a new API token in Circularo")
        case 403:
            return certain(
                .failure,
                "\(host) forbids it (403)\(words); the token's user needs the right 'use_webhooks', for "
                    + "a tenant's webhooks a global admin's, and Circularo's support has to activate webhooks")
        case 404: return missing(words)
        default: return certain(.badInput, "\(host) refuses the request (\(status))\(words)")
        }
    }

    private func missing(_ words: String) -> CircularoProblem {
        guard case .delete(let id) = call else {
            return certain(
                .notFound,
                "\(host) has no API for webhooks there (404)\(words); --url has to be what stands before "
                    + "'/webhooks' in its address")
        }
        return certain(
            .notFound, "there is no webhook '\(id.escaped)' (404)\(words); 'hookrunner webhooks list' shows them")
    }

    private func redirection(_ answer: Curl.Answer) -> CircularoProblem {
        // Without its query, where credentials are.
        let url = answer.redirection.prefix { $0 != "?" && $0 != "#" }
        let place = url.isEmpty ? "elsewhere" : "to \(quoted(String(url)))"
        return certain(
            .failure,
            "\(host) redirects \(place) (\(answer.status)), and the token was not sent there; "
                + "if that is the API, name it with --url")
    }

    private func webPage(_ answer: Curl.Answer) -> CircularoProblem {
        let text =
            "\(host) answers with a web page, not as an API (\(answer.status)): a proxy or a login stands in "
            + "between, or --url is not the base URL of the API"
        return answer.status < 300 ? uncertain(.failure, text) : certain(.failure, text)
    }

    private var proxyLogin: CircularoProblem {
        certain(.failure, "the proxy wants a login (407): put it into https_proxy, as http://USER:PASSWORD@HOST:PORT")
    }

    /// What the answer itself says, as far as it is words for people.
    private func words(of answer: Curl.Answer) -> String {
        guard !answer.isPage, let value = try? JSONReader.value(in: answer.body) else { return "" }
        let names = ["message", "error", "errorMessage", "description", "detail"]
        let text = names.lazy.compactMap { value[$0]?.scalar }.first { !$0.isEmpty }
        return text.map { ": \(quoted($0))" } ?? ""
    }

    /// A text of others, fit to be shown: what is secret is out of it before it is cut.
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
    /// Whether it is a page for people.
    fileprivate var isPage: Bool {
        let start = String(decoding: body.prefix(200), as: UTF8.self).drop { $0.isWhitespace }.lowercased()
        return contentType.hasPrefix("text/html") || start.hasPrefix("<!doctype html") || start.hasPrefix("<html")
    }
}
